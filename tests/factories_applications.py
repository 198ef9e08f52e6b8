"""Makers of drafts and submitted applications, by the services that operators use."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from filings import models as m
from filings.selectors.applications import draft_of
from filings.services.applications import confirm_section, create_draft, save_section, submit_application
from filings.services.attachments import attach_file
from filings.services.submission_guards import required_declarations
from filings.workflow import Role
from tests.factories import make_compliant_space, make_file, make_round, make_user, pdf_bytes


def make_upload(name: str = "材料.pdf", pages: int = 3) -> SimpleUploadedFile:
    """A PDF as a browser sends it."""
    return SimpleUploadedFile(name, pdf_bytes(pages), content_type="application/pdf")


def picture_bytes(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    target = BytesIO()
    Image.new("RGB", size, "white").save(target, kind)
    return target.getvalue()


def member_of(operator: m.Operator) -> m.User:
    """The first account of an operator, made if there is none."""
    account = m.User.objects.filter(operator=operator).order_by("pk").first()
    return account or make_user(Role.OPERATOR, operator=operator)


def make_draft(space: m.Space | None = None, *, kind: str = "", round_: m.Round | None = None) -> m.Application:
    """A draft just begun on a compliant space: no section confirmed, nothing attached."""
    space = space or make_compliant_space(kind or "comprehensive")
    return create_draft(space, actor=member_of(space.operator), round_=round_ or make_round(), kind=kind or space.kind)


def complete_draft(application: m.Application) -> m.Application:
    """Confirm every section, explain what asks for it, attach what is required."""
    actor = member_of(application.operator)
    draft = draft_of(application, as_of=timezone.localdate())
    for task in draft.tasks:
        explanations = {check.id: f"{check.label}的情况说明，由运营机构填写，供区县核实。" for check in task.to_explain}
        save_section(application, task.code, actor=actor, explanations=explanations)
        confirm_section(application, task.code, actor=actor)
        for evidence in task.evidence:
            if not evidence.is_there:
                code = evidence.required.any_of[0].code
                attach_file(application, actor=actor, document=code, upload=make_upload(f"{code}.pdf"))
    return application


def make_complete_draft(space: m.Space | None = None, **options) -> m.Application:
    """A draft that can be submitted as it is."""
    space = space or make_compliant_space(options.get("kind") or "comprehensive")
    if space.operator.licence is None:
        space.operator.licence = licence_of(space.operator)
        space.operator.save()
    return complete_draft(make_draft(space, **options))


def licence_of(operator: m.Operator) -> m.StoredFile:
    """A licence on the organisation's page."""
    return make_file(operator, name="营业执照.pdf", pages=1)


def submit(application: m.Application) -> m.Application:
    """Submit a complete draft with every declaration ticked."""
    return submit_application(
        application, actor=member_of(application.operator), accepted=required_declarations(application.round)
    )


def make_submitted(space: m.Space | None = None, **options) -> m.Application:
    """An application submitted today, with number, snapshot and history."""
    return submit(make_complete_draft(space, **options))
