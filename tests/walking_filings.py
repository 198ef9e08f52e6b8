"""A filing that walks its life after approval: changes, giving it up, revocation, reinstatement, a filing anew. Everybody may
try everything; what the tables and the guards let through is known beforehand.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any, Final

from filings import models as m
from filings.rules.periods import add_working_days
from filings.selectors.revocations.lists import open_revocation_of
from filings.services.changes.cancellation import ask_cancellation, prepare_cancellation, take_cancellation_back
from filings.services.changes.checking import (
    check_documents,
    check_site,
    forward_change,
    propose_cancellation,
    return_change,
)
from filings.services.changes.filing import prepare_filing
from filings.services.changes.reporting import report_change, resubmit_change, withdraw_change
from filings.services.revocations.proceedings import (
    close_hearing,
    correct_notice_service,
    drop_revocation,
    note_legal_check,
    notify_operator,
    record_service,
    submit_defence,
)
from filings.services.revocations.proposing import propose_after_change, propose_for_violation, supplement_revocation
from filings.services.revocations.reinstating import prepare_reinstatement
from filings.services.revocations.revoking import prepare_revocation
from filings.services.signing import sign_act
from filings.workflow import FilingState, Role
from filings.workflow_changes import CHANGE_ENDED, ChangeAction, ChangeState, change_transition_of
from filings.workflow_revocations import RevocationAction, RevocationState, revocation_transition_of
from tests.factories import TODAY, make_user
from tests.factories_applications import make_upload, member_of
from tests.factories_changes import HAPPENED_ON, WHAT, make_filed, wanted_of
from tests.factories_revocations import ANSWER, DEFENCE, FACTS, FINDING

REPORT, PROPOSE, PROPOSE_ON_CHANGE = "report", "propose", "propose_on_change"
ASK, TAKE_BACK, CANCEL = "ask", "take_back", "cancel"
CHANGE_STEPS: Final = tuple(step for step in ChangeAction if step not in (ChangeAction.CLOSE, ChangeAction.RESUME))
"""What people take; the others follow from what becomes of the filing."""
STEPS: Final = (*RevocationAction, *CHANGE_STEPS, REPORT, PROPOSE, PROPOSE_ON_CHANGE, ASK, TAKE_BACK, CANCEL)
ROLES: Final = tuple(Role)
LONG_AGO: Final = date(2023, 1, 5)


class FilingWorld:
    """A filing in force of a compliant space and the people who deal with it. Made once; each walk is undone after it."""

    def __init__(self) -> None:
        self.filing = make_filed()
        self.space = self.filing.space
        self.people = {role: make_user(role) for role in (Role.CITY, Role.EXPERT, Role.ADMIN, Role.AUDITOR)}
        self.people[Role.DISTRICT] = make_user(Role.DISTRICT, district=self.space.district)
        self.people[Role.OPERATOR] = member_of(self.filing.operator)
        self.signer = make_user(Role.CITY, can_sign=True)


class FilingWalk:
    """One space on file and everybody who may or may not act on it."""

    def __init__(self, world: FilingWorld) -> None:
        self.world = world
        self.serials, self.letters = count(500), count(1)
        self.numbers: dict[int, str] = {}
        self.read()

    def read(self) -> None:
        """What stands now: the filing of the space in force, else the latest; its open change; the latest revocation."""
        filings = m.Filing.objects.filter(space=self.world.space).select_related("space__district", "operator")
        latest = filings.order_by("-pk")
        self.filing = latest.filter(state=FilingState.ACTIVE).first() or latest[0]
        for each in filings:
            self.numbers.setdefault(each.pk, each.number)
        self.change = self.filing.changes.exclude(state__in=sorted(CHANGE_ENDED)).first()
        self.revocation = m.Revocation.objects.filter(filing__space=self.world.space).order_by("-pk").first()
        self.request = self.filing.cancellations.filter(withdrawn_at=None, cancelled_on=None).first()
        self.is_active = self.filing.state == FilingState.ACTIVE
        self.is_being_revoked = open_revocation_of(self.filing) is not None

    def number(self) -> str:
        return f"郑科行〔2026〕{next(self.letters)}号"

    # What is known beforehand -----------------------------------------------------------------------------------

    def may(self, step: str, role: Role) -> bool:
        """Whether tables and guards let this role take this step now."""
        if isinstance(step, RevocationAction):
            return self.may_in_revocation(step, role)
        if isinstance(step, ChangeAction):
            return self.may_in_change(step, role)
        return (
            self.is_active
            and {
                REPORT: role in (Role.OPERATOR, Role.DISTRICT) and self.change is None,
                PROPOSE: role in (Role.DISTRICT, Role.CITY) and not self.is_being_revoked,
                PROPOSE_ON_CHANGE: role == Role.CITY and self.is_asked_to_cancel() and not self.is_being_revoked,
                ASK: role == Role.OPERATOR and self.request is None and self.may_be_asked(),
                TAKE_BACK: role == Role.OPERATOR and self.request is not None,
                CANCEL: role == Role.CITY and self.request is not None and self.may_be_given_up(),
            }[step]
        )

    def may_in_revocation(self, step: RevocationAction, role: Role) -> bool:
        row = revocation_transition_of(step)
        if self.revocation is None or row.role != role or self.revocation.state not in row.sources:
            return False
        if step == RevocationAction.REVOKE:
            return self.revocation.legality == "passed"
        return step != RevocationAction.REINSTATE or not self.is_active

    def may_in_change(self, step: ChangeAction, role: Role) -> bool:
        row = change_transition_of(step, role)
        if self.change is None or row is None or self.change.state not in row.sources:
            return False
        if step == ChangeAction.FILE:
            return not self.is_being_revoked
        return step != ChangeAction.WITHDRAW or self.change.by_district == (role == Role.DISTRICT)

    def is_asked_to_cancel(self) -> bool:
        return self.change is not None and self.change.state == ChangeState.CANCELLATION_PROPOSED

    def may_be_given_up(self) -> bool:
        return not self.is_being_revoked and not self.is_asked_to_cancel()

    def may_be_asked(self) -> bool:
        """The operator knows of no revocation before the prior notice."""
        knows = self.is_being_revoked and self.revocation.notice_id is not None
        return not knows and not self.is_asked_to_cancel()

    def open_steps(self) -> Iterator[tuple[str, Role]]:
        """What may be done now, and by whom."""
        return ((step, role) for step in STEPS for role in ROLES if self.may(step, role))

    def is_open_to_try(self, step: str) -> bool:
        """Without a revocation or a change there is no page of its steps."""
        if isinstance(step, RevocationAction):
            return self.revocation is not None
        return not (isinstance(step, ChangeAction) or step == PROPOSE_ON_CHANGE) or self.change is not None

    # Taking a step ----------------------------------------------------------------------------------------------

    def attempt(self, step: str, role: Role, *, flag: bool) -> None:
        """Try one step with good input; WorkflowRefused where it is not allowed. `flag` chooses between two ways."""
        if step == RevocationAction.CLOSE_HEARING and self.may(step, role):
            over = TODAY - timedelta(days=1)
            m.Revocation.objects.filter(pk=self.revocation.pk).update(defence_due_on=over)
        getattr(self, f"try_{step}")(self.world.people[role], flag)
        self.read()

    def put_on_file_anew(self) -> None:
        """Years later: the ban is over and another filing of the space was approved."""
        m.Ban.objects.filter(space=self.world.space).update(since=LONG_AGO, until=LONG_AGO)
        make_filed(self.world.space, serial=next(self.serials))
        self.read()

    def sign(self, act: m.PendingAct) -> None:
        sign_act(act, actor=self.world.signer)

    def try_report(self, actor: Any, _flag: bool) -> None:
        given = {"what": WHAT, "happened_on": HAPPENED_ON, "wanted": wanted_of(self.filing, "other")}
        report_change(self.filing, actor=actor, kind="other", files=[make_upload()], **given)

    def try_check_documents(self, actor: Any, _flag: bool) -> None:
        check_documents(self.change, actor=actor, finding="材料齐全。")

    def try_check_site(self, actor: Any, _flag: bool) -> None:
        seen = {"visited_on": TODAY, "visitors": ["李明", "王芳"], "finding": "现场一致。", "files": []}
        check_site(self.change, actor=actor, **seen)

    def try_forward_change(self, actor: Any, _flag: bool) -> None:
        forward_change(self.change, actor=actor, opinion="同意报送。")

    def try_propose_cancellation(self, actor: Any, _flag: bool) -> None:
        propose_cancellation(self.change, actor=actor, opinion="不再符合要求。")

    def try_return_change(self, actor: Any, _flag: bool) -> None:
        return_change(self.change, actor=actor, items=["请补充。"], due_on=add_working_days(TODAY, 10))

    def try_resubmit_change(self, actor: Any, _flag: bool) -> None:
        given = {"what": WHAT, "happened_on": HAPPENED_ON, "wanted": wanted_of(self.filing, "other")}
        resubmit_change(self.change, actor=actor, **given)

    def try_file_change(self, actor: Any, _flag: bool) -> None:
        self.sign(prepare_filing(self.change, actor=actor, number=self.number(), city_reason="影响轻微。"))

    def try_withdraw_change(self, actor: Any, _flag: bool) -> None:
        withdraw_change(self.change, actor=actor, statement="没有发生。", nothing_changed=True)

    def try_ask(self, actor: Any, _flag: bool) -> None:
        ask_cancellation(self.filing, actor=actor, reason="停止运营。")

    def try_take_back(self, actor: Any, _flag: bool) -> None:
        take_cancellation_back(self.filing, actor=actor)

    def try_cancel(self, actor: Any, _flag: bool) -> None:
        self.sign(prepare_cancellation(self.filing, actor=actor, number=self.number()))

    def try_propose(self, actor: Any, _flag: bool) -> None:
        propose_for_violation(self.filing, actor=actor, facts=FACTS, files=[make_upload()])

    def try_propose_on_change(self, actor: Any, _flag: bool) -> None:
        propose_after_change(self.change, actor=actor, facts=FACTS)

    def try_supplement_revocation(self, actor: Any, _flag: bool) -> None:
        supplement_revocation(self.revocation, actor=actor, facts=FACTS)

    def try_notify_revocation(self, actor: Any, _flag: bool) -> None:
        notify_operator(self.revocation, actor=actor, number=self.number())

    def try_serve_revocation_notice(self, actor: Any, _flag: bool) -> None:
        record_service(self.revocation, actor=actor, on=TODAY, how="direct")

    def try_correct_revocation_service(self, actor: Any, _flag: bool) -> None:
        correct_notice_service(self.revocation, actor=actor, on=TODAY, how="post", reason="回证所载不同。")

    def try_defend_revocation(self, actor: Any, _flag: bool) -> None:
        submit_defence(self.revocation, actor=actor, statement=DEFENCE)

    def try_close_revocation_hearing(self, actor: Any, _flag: bool) -> None:
        close_hearing(self.revocation, actor=actor)

    def try_check_legality(self, actor: Any, flag: bool) -> None:
        result = "passed" if flag else "amend"
        note_legal_check(self.revocation, actor=actor, checker="周法", result=result, on=TODAY, opinion="见附件。")

    def try_revoke_filing(self, actor: Any, _flag: bool) -> None:
        said = {"finding": FINDING, "on_defence": ANSWER}
        self.sign(prepare_revocation(self.revocation, actor=actor, number=self.number(), **said))

    def try_drop_revocation(self, actor: Any, _flag: bool) -> None:
        drop_revocation(self.revocation, actor=actor, reason="证据不足。")

    def try_reinstate_filing(self, actor: Any, flag: bool) -> None:
        given = {"body": "郑州市人民政府", "case_number": "郑政复决〔2026〕7号", "reason": "已被撤销。"}
        way = "reconsideration" if flag else "suit"
        files = [make_upload()]
        act = prepare_reinstatement(
            self.revocation,
            actor=actor,
            number=self.number(),
            overturned_by=way,
            overturned_on=TODAY,
            files=files,
            **given,
        )
        self.sign(act)

    # What must hold at any time ---------------------------------------------------------------------------------

    def check(self) -> None:
        """One filing in force at most; banned exactly while revoked and not reinstated; a number stays with its filing."""
        filings = list(m.Filing.objects.filter(space=self.world.space))
        assert sum(each.state == FilingState.ACTIVE for each in filings) <= 1
        assert {each.pk: each.number for each in filings} == self.numbers
        assert len(set(self.numbers.values())) == len(self.numbers)
        revocations = list(m.Revocation.objects.filter(filing__space=self.world.space).select_related("decision"))
        standing = {each.pk for each in revocations if each.state == RevocationState.REVOKED}
        bans = m.Ban.objects.filter(space=self.world.space)
        assert set(bans.filter(lifted_on=None).values_list("revocation", flat=True)) == standing
        revoked = {each.pk for each in filings if each.state == FilingState.REVOKED}
        assert {each.filing_id for each in revocations if each.pk in standing} == revoked
        annulled = {each.pk for each in revocations if each.decision and each.decision.annulled_on}
        assert annulled == {each.pk for each in revocations if each.state == RevocationState.REINSTATED}
        over = [each.pk for each in filings if each.state != FilingState.ACTIVE]
        assert not m.ChangeReport.objects.filter(filing__in=over).exclude(state__in=sorted(CHANGE_ENDED)).exists()
        assert not m.Cancellation.objects.filter(filing__in=over, withdrawn_at=None, cancelled_on=None).exists()
