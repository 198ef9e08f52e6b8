"""A register's row from elsewhere than the page (a workbook, the admin site), checked by the page's own form."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Model

from filings.forms.registers import RegisterForm, form_class_for
from filings.selectors.registers import REGISTERS, Register


@cache
def form_of(key: str) -> type[RegisterForm]:
    """The form of a register, built once."""
    return form_class_for(REGISTERS[key])


def check_row(register: Register, record: Any, values: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    """Fill a record with values by field as the page's form would; what is wrong by field, "" for the row as a whole."""
    record.validate_constraints = leave_to_database
    form = form_of(register.key)({name: typed(value) for name, value in values.items()}, instance=record)
    problems = {name: [str(message) for message in messages] for name, messages in form.errors.items()}
    whole = problems.pop(NON_FIELD_ERRORS, [])
    return problems | ({"": whole} if whole else {})


def leave_to_database(exclude: Any = None) -> None:
    """For thousands of rows: the forms say themselves what the constraints say, and asking takes four queries a row."""


def typed(value: Any) -> Any:
    """A value as a browser would send it."""
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
