"""Whom the journeys need at the offices, what people upload, and how a journey asks for pages."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from filings import models as m
from filings.workflow import Role
from tests.factories import make_district, make_user

PASSWORD = "Correct-horse-9"
USCC = "91410100MA9K7Y2A1B"
EVIDENCE = Path(settings.BASE_DIR) / "fixtures" / "evidence"
EXPERTS = ("expert1", "expert2", "expert3")


class Person(Client):
    """Somebody signed in, or a visitor. Pages must answer 200, forms must lead on."""

    def __init__(self, username: str = "") -> None:
        super().__init__()
        if username:
            self.force_login(m.User.objects.get(username=username), settings.AUTHENTICATION_BACKENDS[-1])

    def reads(self, path: str, *words: str) -> HttpResponse:
        """Open a page that shows these words."""
        page = self.get(path)
        assert (path, page.status_code) == (path, 200)
        text = page.content.decode()
        assert [word for word in words if word not in text] == []
        return page

    def downloads(self, path: str) -> bytes:
        """All of a file."""
        answer = self.get(path)
        assert (path, answer.status_code) == (path, 200)
        return b"".join(answer.streaming_content) if answer.streaming else answer.content

    def sends(self, path: str, **fields: Any) -> HttpResponse:
        """Open a form, send it, and be led on; what is wrong with it is told."""
        assert (path, self.get(path).status_code) == (path, 200)
        return self.posts(path, **fields)

    def posts(self, path: str, **fields: Any) -> HttpResponse:
        """Send what has no page of its own."""
        answer = self.post(path, fields)
        form = answer.context and answer.context.get("form")
        assert (path, answer.status_code, form and form.errors) == (path, 302, form and {})
        return answer


def make_officials() -> None:
    """Clerk and signer of the district and of the city, three experts."""
    place = make_district("gxq")
    make_user(Role.DISTRICT, "clerk", district=place, full_name="李静")
    make_user(Role.DISTRICT, "signer", district=place, full_name="赵晨", can_sign=True)
    make_user(Role.CITY, "city1", full_name="刘洋")
    make_user(Role.CITY, "city_sign", full_name="陈宏", can_sign=True)
    for number, username in enumerate(EXPERTS, 1):
        make_user(Role.EXPERT, username, full_name=f"专家{number}", employer=f"演示研究院{number}")


def upload(name: str) -> SimpleUploadedFile:
    """A file of the demo's evidence, as a browser sends it."""
    return SimpleUploadedFile(name, (EVIDENCE / name).read_bytes())


def evidence_for(code: str) -> SimpleUploadedFile:
    """What is uploaded for a document of the rule version."""
    found = sorted(EVIDENCE.glob(f"{code}.*")) or sorted(EVIDENCE.glob(f"{code.removesuffix('s')}*"))
    return upload(found[0].name)


def the_application() -> m.Application:
    """The only application there is, as it stands now."""
    return m.Application.objects.select_related("space", "operator").get()
