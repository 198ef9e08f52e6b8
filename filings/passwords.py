"""Password rules beyond Django's own (GB/T 22239-2019: three kinds of characters)."""

import string

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

KINDS = (string.ascii_lowercase, string.ascii_uppercase, string.digits)


def count_kinds(password: str) -> int:
    """How many of lower case, upper case, digits and others occur."""
    found = sum(any(char in kind for char in password) for kind in KINDS)
    others = any(all(char not in kind for kind in KINDS) for char in password)
    return found + others


class ThreeKindsValidator:
    """At least three of lower case, upper case, digits, other characters."""

    message = "密码应包含大写字母、小写字母、数字、符号中的至少三种。"

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if count_kinds(password) < 3:
            raise ValidationError(self.message, code="password_kinds")

    def get_help_text(self) -> str:
        return self.message
