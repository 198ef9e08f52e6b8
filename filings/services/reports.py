"""Reports of misconduct in review and recommendation (第八条): taken from anyone, read by the auditor alone.

Nothing of a report's content, name or phone goes into history, messages or the log.
"""

import secrets
from collections.abc import Sequence
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from filings.models import MisconductReport, User
from filings.services.history import append_line, digest_of
from filings.services.notices import notify
from filings.storing import check_upload, store_checked
from filings.workflow import Role

CODE_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0 and O, 1, I and L, which are mistaken for each other."""
CODE_LENGTH: Final = 12


def report_misconduct(
    *,
    about: str,
    content: str,
    concerning: str = "",
    name: str = "",
    phone: str = "",
    reporter: User | None = None,
    files: Sequence[UploadedFile[Any]] = (),
) -> MisconductReport:
    """Take a report in: files checked; then row with its receipt code and digest, files, history line that says no more
    than that it came in, message to the auditors. Without name, phone or account nobody can answer it.
    """
    checked = [check_upload(file) for file in files]
    with transaction.atomic():
        stored = [store_checked(each, actor=None, operator=None) for each in checked]
        report = MisconductReport(
            code=new_code(),
            about=about,
            concerning=concerning,
            content=content,
            name=name,
            phone=phone,
            reporter=reporter,
            created_at=timezone.now(),
        )
        report.digest = report_digest(report, [file.sha256 for file in stored])
        report.save(force_insert=True)
        report.files.set(stored)
        append_line(report, actor=None, action="report_misconduct", details={"report": report.digest})
        tell_auditors(report)
    return report


def new_code() -> str:
    """A receipt that cannot be guessed: 31^12 possibilities."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def report_digest(report: MisconductReport, files: list[str]) -> str:
    """The digest over all that was reported; the history line of the report holds it."""
    return digest_of(
        {
            "code": report.code,
            "about": report.about,
            "concerning": report.concerning,
            "content": report.content,
            "name": report.name,
            "phone": report.phone,
            "reporter": report.reporter_id,
            "files": sorted(files),
            "at": timezone.localtime(report.created_at, timezone.get_default_timezone()).isoformat(),
        }
    )


def tell_auditors(report: MisconductReport) -> None:
    """That one came in, nothing of what it says."""
    notify(
        User.objects.filter(role=Role.AUDITOR, is_active=True),
        title="收到举报",
        body="收到一件对审核推荐工作的举报，请登录查看。",
        url=reverse("filings:report", args=[report.pk]),
        key=f"report:{report.pk}",
    )
