"""A random walk over an application's life: everybody tries everything, and only what the table allows happens.

Each step is one account trying one action with good input. Whatever is refused changes nothing and leaves no line in
the chain; whatever succeeds ends in the table's target state. At the end the chain holds and the numbers have no gap.
"""

import random

import pytest

from evaluation.services.panels import finish_panel
from filings import models as m
from filings.errors import WorkflowRefused
from filings.rules.periods import add_working_days, next_day
from filings.selectors.correction_targets import Target
from filings.services.applications import submit_application, withdraw_application
from filings.services.correction_guards import ItemGiven
from filings.services.correction_requests import lapse_application, return_application
from filings.services.decisions import prepare_approval, prepare_rejection
from filings.services.decline_reviews import ask_decline_review, overturn_decline
from filings.services.history import broken_chains
from filings.services.panels import assign_experts
from filings.services.publication import publicise
from filings.services.recommendation import prepare_decline, prepare_recommendation
from filings.services.resubmission import resubmit_application
from filings.services.reviews import accept_application, start_review
from filings.services.signing import sign_act
from filings.services.submission_guards import required_declarations
from filings.workflow import APPLICATION, ENDED, Action, Role, State, actions_open_to
from tests.factories import TODAY, make_round, make_user
from tests.factories_applications import make_complete_draft, member_of
from tests.factories_correction import settle_all
from tests.factories_district import OPINION, verify_all
from tests.factories_story import make_experts, score

pytestmark = pytest.mark.django_db

REASON = {"clause": "第五条第（二）项", "text": "场地面积与申报不一致。"}


OVER = ENDED - {State.DECLINED}
"""What the city may still overturn goes on."""
CORRECTED = Target("check", "5.2.workstations", "5.2", "第五条第（二）项", "创业工位")
TARGETS = {row.action: row.target for row in APPLICATION}


class Walk:
    """One application and everybody who may or may not act on it."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.application = make_complete_draft(round_=make_round(notice_working_days=0))
        district = self.application.district
        self.people = [
            *self.application.operator.accounts.all(),
            make_user(Role.DISTRICT, district=district),
            make_user(Role.CITY),
            make_user(Role.EXPERT),
            make_user("admin"),
        ]
        self.signers = {
            Role.DISTRICT: make_user(Role.DISTRICT, district=district, can_sign=True),
            Role.CITY: make_user(Role.CITY, can_sign=True),
        }
        self.letters = 0

    def number(self) -> str:
        self.letters += 1
        return f"郑科函〔2026〕{self.application.pk}{self.letters:03d}号"

    def sign(self, act: m.PendingAct) -> m.Application:
        return sign_act(act, actor=self.signers[Role(act.prepared_by.role)])

    def attempt(self, action: Action, actor: m.User | None) -> None:
        """Try one action with good input; WorkflowRefused where it is not allowed."""
        getattr(self, f"try_{action}")(self.application, actor)

    def try_submit(self, case: m.Application, actor: m.User) -> None:
        submit_application(case, actor=actor, accepted=required_declarations(case.round))
        verify_all(m.Application.objects.get(pk=case.pk))

    def try_withdraw(self, case: m.Application, actor: m.User) -> None:
        withdraw_application(case, actor=actor)

    def try_recommend(self, case: m.Application, actor: m.User) -> None:
        letter = {"number": self.number(), "issued_on": TODAY}
        self.sign(prepare_recommendation(case, actor=actor, opinion=OPINION, **letter))

    def try_decline(self, case: m.Application, actor: m.User) -> None:
        letter = {"number": self.number(), "issued_on": TODAY}
        self.sign(prepare_decline(case, actor=actor, grounds=[REASON], **letter))

    def try_accept(self, case: m.Application, actor: m.User) -> None:
        accept_application(case, actor=actor, number=self.number())

    def try_start_review(self, case: m.Application, actor: m.User) -> None:
        if actor.role == Role.CITY and case.state == State.ACCEPTED:
            assign_experts(case, actor=actor, experts=make_experts(), due_on=TODAY)
        start_review(case, actor=actor)

    def try_finish_review(self, case: m.Application, actor: m.User) -> None:
        if actor.role == Role.CITY and case.state == State.IN_REVIEW:
            score(case)
        finish_panel(case, actor=actor)

    def try_publicise(self, case: m.Application, actor: m.User) -> None:
        publicise(case, actor=actor, number=self.number())

    def try_approve(self, case: m.Application, actor: m.User) -> None:
        self.sign(prepare_approval(case, actor=actor, number=self.number()))

    def try_reject(self, case: m.Application, actor: m.User) -> None:
        self.sign(prepare_rejection(case, actor=actor, number=self.number(), reasons=[REASON]))

    def try_return(self, case: m.Application, actor: m.User) -> None:
        why = "由上次补正的内容引起。" if case.correction_requests.exists() else ""
        item = ItemGiven(CORRECTED, "请核对工位数。", why)
        return_application(case, actor=actor, items=[item], due_on=add_working_days(TODAY, 10), number=self.number())

    def try_resubmit(self, case: m.Application, actor: m.User) -> None:
        if case.state == State.RETURNED:
            settle_all(case)
        resubmit_application(case, actor=actor, accepted=required_declarations(case.round))
        verify_all(m.Application.objects.get(pk=case.pk))

    def try_lapse(self, case: m.Application, _system: None) -> None:
        lapse_application(case, on=next_day(case.due_on or TODAY))

    def try_overturn(self, case: m.Application, actor: m.User) -> None:
        if (
            actor.role == Role.CITY
            and case.state == State.DECLINED
            and not case.decline_reviews.filter(outcome="open").exists()
        ):
            ask_decline_review(case, actor=member_of(case.operator), reason="有测绘报告。")
        overturn_decline(case, actor=actor, reason="请重新审核。")

    def step(self) -> None:
        """One random account tries one random action; the ends are tried less often, so that walks go far."""
        weights = [1 if TARGETS[action] in ENDED else 6 for action in Action]
        action = self.dice.choices(list(Action), weights)[0]
        actor = None if action is Action.LAPSE else self.dice.choice(self.people)
        role = actor.role if actor else None
        before, lines = self.application.state, self.lines()
        allowed = action in actions_open_to(role, before)
        try:
            self.attempt(action, actor)
        except WorkflowRefused:
            self.application = m.Application.objects.get(pk=self.application.pk)
            assert not allowed, f"{role} was refused {action} in {before}"
            assert (self.application.state, self.lines()) == (before, lines)
        else:
            self.application = m.Application.objects.get(pk=self.application.pk)
            assert allowed, f"{role} was let {action} in {before}"
            assert self.application.state == TARGETS[action]

    def lines(self) -> int:
        return m.HistoryLine.objects.filter(record=f"application:{self.application.pk}").count()


def test_random_walks_follow_the_table(soak_scale):
    for seed in range(2 * soak_scale):
        walk = Walk(seed)
        for _ in range(120):
            if walk.application.state in OVER:
                break
            walk.step()
        assert walk.application.state in ENDED or any(actions_open_to(role, walk.application.state) for role in Role)
    assert broken_chains() == []
    serials = sorted(m.Filing.objects.values_list("serial", flat=True))
    assert serials == list(range(1, len(serials) + 1))
