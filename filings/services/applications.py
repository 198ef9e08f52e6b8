"""The operator's verbs on its own applications: begin, fill in, submit, withdraw. Attachments have a module of their own."""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from filings import permissions
from filings.errors import WorkflowRefused
from filings.models import Application, ApplicationSection, HistoryLine, Round, Snapshot, Space, User
from filings.rules.periods import add_working_days
from filings.selectors.applications import Draft, draft_of
from filings.selectors.facts import sections_of
from filings.services import submission_guards as guards
from filings.services.correction_guards import close_request, require_sent_back
from filings.services.history import append_line, record_name
from filings.services.notices import application_url, city_staff, district_staff, members_of, notify
from filings.services.numbers import next_number
from filings.services.snapshots import freeze_snapshot
from filings.services.transitions import Guard, advance, lock_application, lock_registers
from filings.workflow import Action, State


def create_draft(space: Space, *, actor: User, round_: Round, kind: str) -> Application:
    """Begin an application: check that the space is the actor's, bans, filings in force, applications under way and the
    round; write the draft and the first line of its history. Of two at once the constraint lets one through.
    """
    if not permissions.visible_spaces(actor).filter(pk=space.pk).exists():
        raise WorkflowRefused("只能为本机构的众创空间申请备案。")
    now = timezone.now()
    guards.require_no_ban(space, on=timezone.localdate(now))
    guards.require_no_covering_filing(space, kind, on=timezone.localdate(now))
    guards.require_no_other_live_application(space)
    guards.require_open_round(round_, kind, at=now)
    try:
        with transaction.atomic():
            application = Application.objects.create(
                round=round_,
                space=space,
                operator_id=space.operator_id,
                district_id=space.district_id,
                kind=kind,
                created_by=actor,
            )
            append_line(application, actor=actor, action="create", to_state=State.DRAFT)
    except IntegrityError:
        guards.require_no_other_live_application(space)
        raise
    return application


def lock_draft(application: Application, *, actor: User) -> Application:
    """The row, locked, while it is still the actor's to edit; refused once it was submitted or withdrawn."""
    locked = lock_application(application.pk)
    if not permissions.is_editable(locked, actor):
        raise WorkflowRefused(
            f"这件申请现在是“{locked.get_state_display()}”，不能再修改。", way_on=application_url(locked)
        )
    return locked


def lock_open(
    application: Application, *, actor: User, checks: Collection[str] = (), documents: Collection[str] = ()
) -> Application:
    """The row, locked, of a draft, or of a returned application where these explanations and documents (codes of what may
    be attached) are among what was sent back; refused otherwise.
    """
    locked = lock_application(application.pk)
    if permissions.is_editable(locked, actor):
        return locked
    if not permissions.is_correctable(locked, actor):
        raise WorkflowRefused(
            f"这件申请现在是“{locked.get_state_display()}”，不能再修改。", way_on=application_url(locked)
        )
    require_sent_back(locked, checks=checks, documents=documents)
    return locked


def change_draft(application: Application, *, actor: User, round_: Round, kind: str) -> Application:
    """Choose another round or kind for a draft; what was filled in stays."""
    with transaction.atomic():
        locked = lock_draft(application, actor=actor)
        now = timezone.now()
        guards.require_no_covering_filing(locked.space, kind, on=timezone.localdate(now))
        guards.require_open_round(round_, kind, at=now)
        locked.round = round_
        locked.kind = kind
        locked.save(update_fields=["round", "kind", "updated_at"])
    return locked


def save_section(
    application: Application, code: str, *, actor: User, explanations: Mapping[str, str]
) -> ApplicationSection:
    """Keep what the operator explains in a section (check id → text); texts of checks not named stay as they are. Of a
    returned application only what was sent back.
    """
    with transaction.atomic():
        section = section_of(lock_open(application, actor=actor, checks=explanations), code)
        section.explanations = section.explanations | dict(explanations)
        section.save()
    return section


def confirm_section(application: Application, code: str, *, actor: User) -> ApplicationSection:
    """Confirm that the registers hold all there is for a section: from now on its facts count."""
    with transaction.atomic():
        section = section_of(lock_draft(application, actor=actor), code)
        section.confirmed_at = timezone.now()
        section.confirmed_by = actor
        section.save()
    return section


def section_of(locked: Application, code: str) -> ApplicationSection:
    """A section of a locked application, made on first use."""
    if code not in {section.code for section in sections_of(locked.kind)}:
        raise WorkflowRefused("这一类型的申请没有这一部分。", way_on=application_url(locked))
    return ApplicationSection.objects.get_or_create(application=locked, code=code)[0]


class Submission:
    """One submission under way: the draft is assessed once, on the locked row, and what was assessed is frozen."""

    def __init__(self, *, actor: User, accepted: Collection[str]) -> None:
        self.actor = actor
        self.accepted = accepted
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)
        self.draft: Draft
        self.snapshot: Snapshot

    @cached_property
    def guards(self) -> tuple[Guard, ...]:
        """The guards of the submit row, in the order in which they are told, on registers that stand still."""
        return (
            lock_registers,
            guards.require_confirmed_operator,
            lambda locked: guards.require_open_round(locked.round, locked.kind, at=self.now),
            lambda locked: guards.require_no_ban(locked.space, on=self.today),
            lambda locked: guards.require_no_covering_filing(locked.space, locked.kind, on=self.today),
            lambda locked: guards.require_no_other_live_application(locked.space, but=locked),
            self.require_complete,
            lambda locked: guards.require_declarations(locked.round, self.accepted),
        )

    def require_complete(self, locked: Application) -> None:
        """Assess the draft, then: sections, checks, documents."""
        self.draft = draft_of(locked, as_of=self.today)
        guards.require_complete_sections(self.draft)
        guards.require_no_missing_check(self.draft)
        guards.require_attachments(self.draft)

    def freeze(self, locked: Application) -> None:
        """Set day, due day and district, freeze the snapshot, give the number last."""
        locked.as_of = self.today
        locked.submitted_at = self.now
        locked.due_on = add_working_days(self.today, locked.round.recommend_days)
        locked.district = locked.space.district
        declarations = guards.required_declarations(locked.round)
        self.snapshot = freeze_snapshot(locked, draft=self.draft, declarations=declarations)
        locked.number = f"{self.today.year}-{next_number('application', self.today.year):04d}"

    def details(self, locked: Application) -> dict[str, Any]:
        """What the history line says of a submission."""
        return {
            "number": locked.number,
            "snapshot": self.snapshot.digest,
            "ruleset": self.snapshot.ruleset,
            "outcome": self.draft.result.outcome.value,
        }


def submit_application(application: Application, *, actor: User, accepted: Collection[str]) -> Application:
    """Submit a draft: guards (organisation, round, ban, filing, other application, sections, checks, documents,
    declarations); freeze facts, verdicts, rows and file digests with the rule version; as_of is today for good; number
    and due day; history line with the snapshot's digest; messages to the district and to the operator's accounts.
    `accepted` are the texts of the declarations that were ticked. A failing check does not refuse.
    """
    submission = Submission(actor=actor, accepted=accepted)
    return advance(
        application,
        Action.SUBMIT,
        actor=actor,
        guards=submission.guards,
        prepare=(submission.freeze,),
        details=submission.details,
        follow=(tell_of_submission,),
    )


def tell_of_submission(application: Application) -> None:
    """Messages: to the district that something waits, to the operator that it has arrived."""
    url = application_url(application)
    notify(
        district_staff(application),
        title=f"待审核：{application.space}（{application.number}）",
        body=f"{application.operator}提交了{application.get_kind_display()}众创空间备案申请。",
        url=url,
        key=f"submitted:{application.pk}",
    )
    notify(
        members_of(application),
        title=f"申请已提交，编号{application.number}",
        body=f"{application.space}的备案申请已送{application.district.bureau}审核。",
        url=url,
        key=f"received:{application.pk}",
    )


def withdraw_application(application: Application, *, actor: User, reason: str = "") -> Application:
    """Withdraw an application: state, history line with the reason, no due day any more; a correction round closed;
    pending acts lapse; messages to the offices that had it and to the operator's accounts.
    """
    was_submitted = application.submitted_at is not None
    return advance(
        application,
        Action.WITHDRAW,
        actor=actor,
        reason=reason,
        prepare=(clear_due_day, close_request),
        follow=(tell_of_withdrawal,) if was_submitted else (),
    )


def clear_due_day(application: Application) -> None:
    """Nothing is due any more."""
    application.due_on = None


def tell_of_withdrawal(application: Application) -> None:
    """Messages to the district, to the city where it had been recommended, and to the operator's accounts."""
    record = record_name(application)
    reached_city = HistoryLine.objects.filter(record=record, action=Action.RECOMMEND).exists()
    offices = [*district_staff(application), *(city_staff() if reached_city else ())]
    notify(
        [*offices, *members_of(application)],
        title=f"申请已撤回：{application.space}（{application.number}）",
        body="运营机构撤回了这件申请，不再办理。",
        url=application_url(application),
        key=f"withdrawn:{application.pk}",
    )
