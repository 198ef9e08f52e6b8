"""Two like applications that walk their lives side by side, the second through meeting and bulk pages where there are
such. Everybody may try everything; what the table and the guards let through is known beforehand.
"""

from collections import deque
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any, Final

from evaluation.services.panels import finish_panel
from evaluation.services.score_forms import install_default_forms
from filings import models as m
from filings.errors import WorkflowRefused
from filings.models import FraudCase
from filings.rules.draws import Quota
from filings.rules.periods import add_working_days, next_day
from filings.selectors.correction_targets import Target
from filings.selectors.fraud import open_case_of
from filings.selectors.verification import verification_sheet
from filings.services.applications import submit_application, withdraw_application
from filings.services.correction_guards import ItemGiven
from filings.services.correction_requests import lapse_application, return_application
from filings.services.decisions import prepare_approval, prepare_rejection
from filings.services.decline_reviews import ask_decline_review, overturn_decline, uphold_decline
from filings.services.draws import confirm_draw, draw_panel
from filings.services.fraud.finding import prepare_finding
from filings.services.fraud.proceedings import (
    close_hearing,
    correct_notice_service,
    drop_case,
    notify_operator,
    propose_disqualification,
    record_service,
    submit_defence,
)
from filings.services.meetings import Confirmed, Intention, carry_out_meeting, stage_decisions, stage_rejection
from filings.services.one_by_one import Outcome, Task, carry_out_each
from filings.services.panels import PANEL_STATES, assign_experts, panel_of
from filings.services.publication import publicise
from filings.services.recommendation import prepare_decline, prepare_recommendation
from filings.services.resubmission import resubmit_application
from filings.services.review_again import review_again
from filings.services.reviews import accept_application, start_review
from filings.services.signing import sign_act
from filings.services.submission_guards import required_declarations
from filings.workflow import APPLICATION, FRAUD_CASE, Action, CaseAction, Role, State, transition_of
from tests.factories import TODAY, make_compliant_space, make_operator, make_round, make_user
from tests.factories_applications import make_complete_draft, make_upload, member_of
from tests.factories_correction import settle_all
from tests.factories_district import OPINION, REVIEWED
from tests.factories_fraud import ANSWER, DEFENCE, FACTS, FINDING, make_ban
from tests.factories_story import make_experts, score

TO_FINDING: Final[tuple[tuple[str, Role], ...]] = (
    ("propose", Role.DISTRICT),
    (CaseAction.NOTIFY, Role.CITY),
    (CaseAction.SERVE, Role.CITY),
    (CaseAction.DEFEND, Role.OPERATOR),
    (CaseAction.FIND, Role.CITY),
)
"""The proceedings of Article 8 with a defence."""
PROPOSE, UPHOLD, DRAW, CONFIRM = "propose", "uphold", "draw", "confirm"
STEPS: Final = (
    *(action for action in Action if action is not Action.DISQUALIFY),
    *CaseAction,
    *(PROPOSE, UPHOLD, DRAW, CONFIRM),
)
"""Everything that somebody may try. Disqualifying is what finding brings about."""
CASE_ROWS: Final = {row.action: row for row in FRAUD_CASE}
REASON: Final = {"clause": "第五条第（二）项", "text": "场地面积与申报不一致。"}
WHY_NOT_FILED: Final = {"clause": "第七条第（一）项", "text": "申报程序不符合要求。"}
"""A reason that holds before a review as well as after it."""
CORRECTED: Final = Target("check", "5.2.workstations", "5.2", "第五条第（二）项", "创业工位")
DUE: Final = add_working_days(TODAY, 10)


def way_to(state: State) -> list[tuple[Action, Role | None]]:
    """The shortest way from the draft to a state, by the table alone."""
    ways: deque[tuple[State, list[tuple[Action, Role | None]]]] = deque([(State.DRAFT, [])])
    while ways:
        reached, way = ways.popleft()
        if reached == state:
            return way
        ways.extend((row.target, [*way, (row.action, row.role)]) for row in APPLICATION if reached in row.sources)
    raise AssertionError(state)


def verify_all(application: m.Application, official: m.User) -> None:
    """Every item found true. As rows: what the services of the workspace do is not walked here."""
    m.Verification.objects.bulk_create(
        m.Verification(
            application=application,
            item=item.id,
            verdict="confirmed",
            finding=REVIEWED if item.lacks_finding else "",
            by=official,
        )
        for item in verification_sheet(application).items
        if not item.is_marked
    )


class World:
    """The offices, and two complete drafts of two organisations in one round. Made once; each walk is undone after it."""

    def __init__(self) -> None:
        install_default_forms()
        round_ = make_round(notice_working_days=0)
        self.drafts = [
            make_complete_draft(make_compliant_space(operator=make_operator()), round_=round_).pk for _ in range(2)
        ]
        district = m.Application.objects.get(pk=self.drafts[0]).district
        self.people = {
            Role.DISTRICT: make_user(Role.DISTRICT, district=district),
            **{role: make_user(role) for role in (Role.CITY, Role.EXPERT, Role.ADMIN, Role.AUDITOR)},
        }
        self.signers = {
            Role.DISTRICT: make_user(Role.DISTRICT, district=district, can_sign=True),
            Role.CITY: make_user(Role.CITY, can_sign=True),
        }


class Walk:
    """One application and everybody who may or may not act on it, one page at a time."""

    letters = "单"

    def __init__(self, world: World, pk: int) -> None:
        self.world, self.pk = world, pk
        self.letters_issued = count(1)
        self.moves = 0
        self.drawn_at: int | None = None
        """How often the application had moved when the draw that waits was made."""
        self.is_banned = self.is_upheld = False
        self.read()

    def read(self) -> None:
        self.case = m.Application.objects.get(pk=self.pk)
        self.fraud = open_case_of(self.case)
        self.was_found = self.case.fraud_cases.filter(state="found").exists()

    def person(self, role: Role | None) -> Any:
        """The account of a role; the system has none."""
        return member_of(self.case.operator) if role == Role.OPERATOR else self.world.people.get(role)

    def number(self) -> str:
        return f"郑科{self.letters}〔2026〕{self.pk}{next(self.letters_issued):03d}号"

    def letter(self) -> dict[str, Any]:
        return {"number": self.number(), "issued_on": TODAY}

    # What is known beforehand -----------------------------------------------------------------------------------

    def may(self, step: str, role: Role | None) -> bool:
        """Whether table and guards let this role take this step now."""
        if isinstance(step, Action):
            row = transition_of(step, role)
            return row is not None and self.case.state in row.sources and not self.is_kept_from(step)
        if isinstance(step, CaseAction):
            row = CASE_ROWS[step]
            return self.fraud is not None and row.role == role and self.fraud.state in row.sources
        return {PROPOSE: self.may_propose, UPHOLD: self.may_uphold, DRAW: self.may_draw, CONFIRM: self.may_confirm}[
            step
        ](role)

    def is_kept_from(self, action: Action) -> bool:
        """What other records forbid."""
        return {
            Action.SUBMIT: self.is_banned,
            Action.RESUBMIT: self.is_banned,
            Action.WITHDRAW: self.fraud is not None,
            Action.APPROVE: self.fraud is not None,
            Action.OVERTURN: self.was_found or self.is_upheld,
        }.get(action, False)

    def may_propose(self, role: Role | None) -> bool:
        is_known = self.case.submitted_at is not None and self.fraud is None and not self.was_found
        return is_known and role in (Role.DISTRICT, Role.CITY)

    def may_uphold(self, role: Role | None) -> bool:
        return role == Role.CITY and self.case.state == State.DECLINED and not self.is_upheld

    def may_draw(self, role: Role | None) -> bool:
        return role == Role.CITY and self.case.state in PANEL_STATES

    def may_confirm(self, role: Role | None) -> bool:
        return self.may_draw(role) and self.drawn_at == self.moves

    def open_steps(self) -> Iterator[tuple[str, Role | None]]:
        """What may be done now, and by whom."""
        for step in STEPS:
            for role in (None, *Role):
                if self.may(step, role):
                    yield step, role

    def barred_steps(self) -> list[tuple[str, Role | None]]:
        """What the table allows now and another record forbids."""
        rows = [row for row in APPLICATION if self.case.state in row.sources and self.is_kept_from(row.action)]
        return [(row.action, row.role) for row in rows]

    # Taking a step ----------------------------------------------------------------------------------------------

    def is_open_to_try(self, step: str) -> bool:
        """A step of a case needs a case, a confirmation its draw: without them there is no page."""
        if isinstance(step, CaseAction):
            return self.fraud is not None
        return step != CONFIRM or self.case.draws.filter(status="proposed").exists()

    def make_ready(self, step: str, role: Role | None) -> None:
        """What comes before a step that is allowed: sheets in, items settled, a period over. No part of the step."""
        if not self.may(step, role):
            return
        if step in (Action.START_REVIEW, Action.FINISH_REVIEW) and not panel_of(self.case):
            assign_experts(self.case, actor=self.person(Role.CITY), experts=make_experts(), due_on=TODAY)
        if step == Action.FINISH_REVIEW:
            score(self.case)
        if step == DRAW:
            make_experts()
        if step == Action.RESUBMIT:
            settle_all(self.case)
        if step in (Action.OVERTURN, UPHOLD) and not self.case.decline_reviews.filter(outcome="open").exists():
            ask_decline_review(self.case, actor=member_of(self.case.operator), reason="有测绘报告。")
        if step == CaseAction.CLOSE_HEARING:
            FraudCase.objects.filter(pk=self.fraud.pk).update(defence_due_on=TODAY - timedelta(days=1))

    def attempt(self, step: str, role: Role | None, *, flag: bool) -> None:
        """Try one step with good input; WorkflowRefused where it is not allowed. `flag` chooses between two ways."""
        before = self.case.state
        getattr(self, f"try_{step}")(self.case, self.person(role), flag)
        self.read()
        if self.case.state != before or step == Action.REVIEW_AGAIN:
            self.moves += 1
        if step == DRAW:
            self.drawn_at = self.moves
        if step == CONFIRM:
            self.drawn_at = None
        if step in (Action.SUBMIT, Action.RESUBMIT):
            verify_all(self.case, self.world.people[Role.DISTRICT])
        self.is_upheld = step == UPHOLD or (self.is_upheld and step != Action.DECLINE)

    def ban(self) -> None:
        """A finding against another application of the organisation."""
        make_ban(self.case.operator, since=TODAY)
        self.is_banned = True

    def sign(self, act: m.PendingAct) -> None:
        sign_act(act, actor=self.world.signers[Role(act.prepared_by.role)])

    def try_submit(self, case: m.Application, actor: m.User, _flag: bool) -> None:
        submit_application(case, actor=actor, accepted=required_declarations(case.round))

    def try_withdraw(self, case: m.Application, actor: m.User, _flag: bool) -> None:
        withdraw_application(case, actor=actor)

    def try_recommend(self, case: m.Application, actor: m.User, _flag: bool) -> None:
        self.sign(prepare_recommendation(case, actor=actor, opinion=OPINION, **self.letter()))

    def try_decline(self, case: m.Application, actor: m.User, _flag: bool) -> None:
        self.sign(prepare_decline(case, actor=actor, grounds=[REASON], **self.letter()))

    def try_accept(self, case: m.Application, actor: m.User, _flag: bool) -> None:
        accept_application(case, actor=actor, number=self.number())

    def try_start_review(self, case: m.Application, actor: m.User, _flag: bool) -> None:
        start_review(case, actor=actor)

    def try_finish_review(self, case: m.Application, actor: m.User, _flag: bool) -> None:
        finish_panel(case, actor=actor)

    def try_review_again(self, case: m.Application, actor: m.User, flag: bool) -> None:
        panel, reason = ("new" if flag else "same"), "评分表合计有误。"
        review_again(case, actor=actor, ground="fault", panel=panel, reason=reason, due_on=TODAY)

    def try_publicise(self, case: m.Application, actor: m.User, _flag: bool) -> None:
        publicise(case, actor=actor, number=self.number())

    def try_approve(self, case: m.Application, actor: m.User, _flag: bool) -> None:
        self.sign(prepare_approval(case, actor=actor, number=self.number()))

    def try_reject(self, case: m.Application, actor: m.User, _flag: bool) -> None:
        self.sign(prepare_rejection(case, actor=actor, number=self.number(), reasons=[WHY_NOT_FILED]))

    def try_return(self, case: m.Application, actor: m.User, _flag: bool) -> None:
        why = "由上次补正的内容引起。" if case.correction_requests.exists() else ""
        items = [ItemGiven(CORRECTED, "请核对工位数。", why)]
        return_application(case, actor=actor, items=items, due_on=DUE, number=self.number())

    def try_resubmit(self, case: m.Application, actor: m.User, _flag: bool) -> None:
        resubmit_application(case, actor=actor, accepted=required_declarations(case.round))

    def try_lapse(self, case: m.Application, _system: None, _flag: bool) -> None:
        lapse_application(case, on=next_day(case.due_on or TODAY))

    def try_overturn(self, case: m.Application, actor: m.User, _flag: bool) -> None:
        overturn_decline(case, actor=actor, reason="请重新审核。")

    def try_uphold(self, case: m.Application, actor: m.User, _flag: bool) -> None:
        uphold_decline(case, actor=actor, reason="理由充分。")

    def try_draw(self, case: m.Application, actor: m.User, _flag: bool) -> None:
        draw_panel(case, actor=actor, quotas=[Quota("", 3)], most_open=99, reason="重新抽取。")

    def try_confirm(self, case: m.Application, actor: m.User, _flag: bool) -> None:
        confirm_draw(case.draws.get(status="proposed"), actor=actor, due_on=TODAY)

    def try_propose(self, case: m.Application, actor: m.User, _flag: bool) -> None:
        files = [make_upload("核查笔录.pdf")]
        propose_disqualification(case, actor=actor, manner="misstated", clause="5.4", facts=FACTS, files=files)

    def try_notify_fraud(self, _case: m.Application, actor: m.User, _flag: bool) -> None:
        notify_operator(self.fraud, actor=actor, number=self.number())

    def try_serve_fraud_notice(self, _case: m.Application, actor: m.User, _flag: bool) -> None:
        record_service(self.fraud, actor=actor, on=TODAY, how="direct", note="前台签收")

    def try_correct_fraud_service(self, _case: m.Application, actor: m.User, _flag: bool) -> None:
        correct_notice_service(self.fraud, actor=actor, on=TODAY, how="post", reason="回证所载不同。")

    def try_defend_fraud(self, _case: m.Application, actor: m.User, _flag: bool) -> None:
        submit_defence(self.fraud, actor=actor, statement=DEFENCE)

    def try_close_fraud_hearing(self, _case: m.Application, actor: m.User, _flag: bool) -> None:
        close_hearing(self.fraud, actor=actor)

    def try_find_fraud(self, _case: m.Application, actor: m.User, _flag: bool) -> None:
        answer = ANSWER if self.fraud.defence else ""
        self.sign(prepare_finding(self.fraud, actor=actor, number=self.number(), finding=FINDING, on_defence=answer))
        self.is_banned = True

    def try_drop_fraud(self, _case: m.Application, actor: m.User, _flag: bool) -> None:
        drop_case(self.fraud, actor=actor, reason="证据不足以认定。")


class BulkWalk(Walk):
    """The same, accepted and signed as one of many, decided by the meeting."""

    letters = "会"

    def sign(self, act: m.PendingAct) -> None:
        through(carry_out_each([Task("", "", "", partial(super().sign, act))]))

    def try_accept(self, case: m.Application, actor: m.User, flag: bool) -> None:
        through(carry_out_each([Task("", "", "", partial(super().try_accept, case, actor, flag))]))

    def try_publicise(self, case: m.Application, actor: m.User, flag: bool) -> None:
        if not self.decide(case, actor, "publicise"):
            super().try_publicise(case, actor, flag)

    def try_approve(self, case: m.Application, actor: m.User, flag: bool) -> None:
        if not self.decide(case, actor, "approve"):
            super().try_approve(case, actor, flag)

    def try_reject(self, case: m.Application, actor: m.User, flag: bool) -> None:
        if not self.decide(case, actor, "reject"):
            super().try_reject(case, actor, flag)

    def decide(self, case: m.Application, actor: m.User, choice: str) -> bool:
        """By the meeting, where the case is on its table and the actor at it."""
        if actor.role != Role.CITY or case.state not in (State.REVIEWED, State.PUBLICISED):
            return False
        if choice == "reject":
            stage_rejection(case, actor=actor, reasons=[WHY_NOT_FILED])
        else:
            stage_decisions(case.round, {case.pk: Intention(choice)}, actor=actor)
        through(carry_out_meeting(case.round, {case.pk: Confirmed(choice, self.number())}, actor=actor))
        if act := case.pending_acts.filter(status="pending").first():
            self.sign(act)
        return True


def through(outcomes: list[Outcome]) -> None:
    """What was refused on the way is refused."""
    if refusals := [outcome.refusal for outcome in outcomes if outcome.refusal]:
        raise WorkflowRefused(refusals[0])


HOME: Final[dict[State, tuple[Action, Role | None]]] = {
    State.DRAFT: (Action.WITHDRAW, Role.OPERATOR),
    State.SUBMITTED: (Action.DECLINE, Role.DISTRICT),
    State.RETURNED: (Action.LAPSE, None),
    State.RECOMMENDED: (Action.ACCEPT, Role.CITY),
    State.ACCEPTED: (Action.REJECT, Role.CITY),
    State.IN_REVIEW: (Action.FINISH_REVIEW, Role.CITY),
    State.REVIEWED: (Action.REJECT, Role.CITY),
    State.PUBLICISED: (Action.REJECT, Role.CITY),
}
"""From every state that has not ended, a way to an end that no other record may bar."""
