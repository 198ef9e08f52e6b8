"""Makers of fraud cases, bans and reports of misconduct, by the services that the pages call."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from filings import models as m
from filings.models import FraudCase
from filings.rules.periods import ban_end
from filings.services.fraud.finding import prepare_finding
from filings.services.fraud.proceedings import (
    notify_operator,
    propose_disqualification,
    record_service,
    submit_defence,
)
from filings.services.reports import report_misconduct
from filings.services.signing import sign_act
from filings.workflow import CaseState
from tests.factories import TODAY
from tests.factories_applications import make_submitted, make_upload, member_of
from tests.factories_district import clerk_of
from tests.factories_story import city_clerk

FACTS = "申报在驻团队22个，现场核查和工商登记核对，其中9个团队从未入驻，入驻协议为事后补签。"
DEFENCE = "部分团队在家办公，未每日到场，协议真实有效，请予复核。"
FINDING = "经核查，9个团队负责人均书面说明从未入驻，属于虚报。"
ANSWER = "所称在家办公没有证据支持，与团队负责人书面说明不一致，不予采纳。"
CONTENT = "区县经办人员在核查前收受礼品，没有到现场就写了核查情况，请调查。"

_numbers = count(1)


def number() -> str:
    """A 发文字号 that no other letter of the bureau has."""
    return f"郑科诚〔2026〕{next(_numbers)}号"


def propose(application: m.Application, actor: m.User | None = None, **fields: Any) -> FraudCase:
    """Proposed by the district with one piece of evidence."""
    given = {
        "manner": "misstated",
        "clause": "第五条第（四）项",
        "facts": FACTS,
        "files": [make_upload("核查笔录.pdf")],
    }
    return propose_disqualification(application, actor=actor or clerk_of(application), **given | fields)


def notify(case: FraudCase) -> FraudCase:
    return notify_operator(case, actor=city_clerk(), number=number())


def serve(case: FraudCase, on: date | None = None) -> FraudCase:
    return record_service(case, actor=city_clerk(), on=on or timezone.localdate(), how="direct", note="前台签收")


def defend(case: FraudCase, **fields: Any) -> FraudCase:
    given = {"statement": DEFENCE, "files": [make_upload("团队说明.pdf")]}
    return submit_defence(case, actor=member_of(case.application.operator), **given | fields)


def ask_to_find(case: FraudCase, letter: str = "") -> m.PendingAct:
    """A finding that waits for its signature."""
    return prepare_finding(
        case,
        actor=city_clerk(),
        number=letter or number(),
        finding=FINDING,
        on_defence=ANSWER if case.defence else "",
    )


def find(case: FraudCase, letter: str = "") -> FraudCase:
    sign_act(ask_to_find(case, letter), actor=city_clerk(can_sign=True))
    return FraudCase.objects.get(pk=case.pk)


STEPS = (
    (CaseState.NOTIFIED, notify),
    (CaseState.SERVED, serve),
    (CaseState.HEARD, defend),
    (CaseState.FOUND, find),
)


def make_case(state: str = "proposed", application: m.Application | None = None) -> FraudCase:
    """A case brought to a state, step by step."""
    case = propose(application or make_submitted())
    for _reached, step in STEPS:
        if case.state == state:
            break
        case = step(case)
    assert case.state == state
    return case


def make_ban(operator: m.Operator, **fields: Any) -> m.Ban:
    """A ban of Article 8 from yesterday on."""
    since = fields.pop("since", TODAY - timedelta(days=1))
    defaults = {"ground": "fraud", "until": ban_end(since), "source": "取消参评资格决定书（郑科诚〔2026〕1号）"}
    return m.Ban.objects.create(uscc=operator.uscc, since=since, **defaults | fields)


def make_report(**fields: Any) -> m.MisconductReport:
    given = {"about": "某区科技主管部门", "content": CONTENT, "name": "赵六", "phone": "13812345678"}
    return report_misconduct(**given | {"files": [make_upload("线索.pdf")]} | fields)
