"""A new draft that begins where an earlier application of the space left off: explanations and evidence, never figures."""

from django.db import transaction

from filings import permissions
from filings.errors import WorkflowRefused
from filings.models import Application, ApplicationSection, Attachment, Round, User
from filings.selectors.facts import sections_of
from filings.services.applications import create_draft
from filings.services.history import append_line


def copy_application(earlier: Application, *, actor: User, round_: Round, kind: str) -> Application:
    """Begin a draft of the same space with what was written and attached before.

    Checks that the earlier one is the actor's and has ended; begins the draft as any other is begun (bans, filings,
    applications under way, round); copies explanations of the sections that the kind has, unconfirmed, for the figures
    come anew from the registers; binds the same stored files with the pages pointed to; a history line names the source.
    """
    require_ended_own(earlier, actor=actor)
    with transaction.atomic():
        draft = create_draft(earlier.space, actor=actor, round_=round_, kind=kind)
        sections = copy_explanations(earlier, draft, actor=actor)
        attachments = copy_attachments(earlier, draft)
        append_line(
            draft,
            actor=actor,
            action="copy",
            details={"from": earlier.pk, "sections": sections, "attachments": attachments},
        )
    return draft


def require_ended_own(earlier: Application, *, actor: User) -> None:
    """Guard: only an application of the actor's own operator that is over is copied."""
    if not permissions.visible_applications(actor).filter(pk=earlier.pk).exists():
        raise WorkflowRefused("只能复制本机构的申请。")
    if earlier.is_live:
        raise WorkflowRefused(f"这件申请现在是“{earlier.get_state_display()}”，还在办理，不能复制。")


def copy_explanations(earlier: Application, draft: Application, *, actor: User) -> int:
    """The texts by section; gives how many sections had any."""
    codes = {section.code for section in sections_of(draft.kind)}
    copies = [
        ApplicationSection(application=draft, code=each.code, explanations=each.explanations, saved_by=actor)
        for each in earlier.sections.filter(code__in=codes).order_by("code")
        if any(each.explanations.values())
    ]
    return len(ApplicationSection.objects.bulk_create(copies))


def copy_attachments(earlier: Application, draft: Application) -> int:
    """The same files under the same documents, each opened at the page pointed to; gives how many."""
    copies = [
        Attachment(
            application=draft, document=each.document, file_id=each.file_id, page=each.page, anchors=each.anchors
        )
        for each in earlier.attachments.order_by("pk")
    ]
    return len(Attachment.objects.bulk_create(copies))
