"""Makers of revocations on each ground, brought to a state by the services that the pages call."""

from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from filings import models as m
from filings.models import Revocation
from filings.services.revocations.proceedings import (
    drop_revocation,
    note_legal_check,
    notify_operator,
    record_service,
    submit_defence,
)
from filings.services.revocations.proposing import propose_after_change, propose_for_violation, propose_on_record
from filings.services.revocations.reinstating import prepare_reinstatement
from filings.services.revocations.revoking import prepare_revocation
from filings.services.signing import sign_act
from filings.workflow_revocations import Ground, RevocationState
from tests.factories_applications import make_upload, member_of
from tests.factories_changes import district_clerk, make_change, make_filed
from tests.factories_story import city_clerk

FACTS = "2026年2月，市场监督管理局查明该机构虚构在孵企业骗取房租补贴，作出行政处罚决定（郑市监罚〔2026〕18号）。"
DEFENCE = "处罚决定已申请行政复议，补贴款项已全部退回，请予复核。"
FINDING = "行政处罚决定已经生效，骗取补贴的事实清楚，属于严重违法行为。"
ANSWER = "退回款项不改变违法事实，申请复议不停止执行，不予采纳。"
LISTING = {
    "listed_on": "2026-01-15",
    "authority": "郑州市中级人民法院",
    "document": "（2026）豫01执12号",
    "reason": "有履行能力而拒不履行生效法律文书确定的义务",
}

_numbers = count(1)


def number() -> str:
    """A 发文字号 that no other letter of the bureau has."""
    return f"郑科撤〔2026〕{next(_numbers)}号"


def propose(filing: m.Filing | None = None, actor: m.User | None = None, **fields: Any) -> Revocation:
    """Proposed by the district on 第（三）项 with one piece of evidence."""
    filing = filing or make_filed()
    given = {"facts": FACTS, "files": [make_upload("行政处罚决定书.pdf")]}
    return propose_for_violation(filing, actor=actor or district_clerk(filing), **given | fields)


def propose_change(filing: m.Filing | None = None) -> Revocation:
    """Opened by the city after a change that ends the qualification, 第（一）项."""
    change = make_change("cancellation_proposed", filing)
    return propose_after_change(change, actor=city_clerk(), facts="变更后场地面积低于500平方米。")


def propose_listing(filing: m.Filing | None = None, **basis: Any) -> Revocation:
    """Opened by the city after a listing, 第（四）项."""
    facts = "该机构于2026年1月15日被列入严重失信主体名单。"
    return propose_on_record(
        filing or make_filed(), Ground.BLACKLIST, actor=city_clerk(), facts=facts, basis=LISTING | basis
    )


def notify(revocation: Revocation, letter: str = "") -> Revocation:
    return notify_operator(revocation, actor=city_clerk(), number=letter or number())


def serve(revocation: Revocation, on: date | None = None) -> Revocation:
    return record_service(revocation, actor=city_clerk(), on=on or timezone.localdate(), how="direct", note="前台签收")


def defend(revocation: Revocation, **fields: Any) -> Revocation:
    given = {"statement": DEFENCE, "files": [make_upload("复议受理通知书.pdf")]}
    return submit_defence(revocation, actor=member_of(revocation.operator), **given | fields)


def check(revocation: Revocation, result: str = "passed", **fields: Any) -> Revocation:
    given = {"checker": "政策法规处 周法", "on": timezone.localdate(), "opinion": "程序合法，依据充分。"}
    return note_legal_check(revocation, actor=city_clerk(), result=result, **given | fields)


def ask_to_revoke(revocation: Revocation, letter: str = "") -> m.PendingAct:
    """A decision that waits for its signature."""
    answer = ANSWER if revocation.defence else ""
    return prepare_revocation(
        revocation, actor=city_clerk(), number=letter or number(), finding=FINDING, on_defence=answer
    )


def revoke(revocation: Revocation, letter: str = "") -> Revocation:
    sign_act(ask_to_revoke(revocation, letter), actor=city_clerk(can_sign=True))
    return again(revocation)


def drop(revocation: Revocation, reason: str = "违法事实已被复议决定推翻。") -> Revocation:
    return drop_revocation(revocation, actor=city_clerk(), reason=reason)


def ask_to_reinstate(revocation: Revocation, letter: str = "", **fields: Any) -> m.PendingAct:
    """A reinstatement that waits for its signature."""
    given = {
        "overturned_by": "reconsideration",
        "body": "郑州市人民政府",
        "case_number": "郑政复决〔2026〕7号",
        "overturned_on": timezone.localdate(),
        "reason": "复议机关认定处罚决定违法，撤销备案的依据不复存在。",
        "files": [make_upload("行政复议决定书.pdf")],
    }
    return prepare_reinstatement(revocation, actor=city_clerk(), number=letter or number(), **given | fields)


def reinstate(revocation: Revocation) -> Revocation:
    sign_act(ask_to_reinstate(revocation), actor=city_clerk(can_sign=True))
    return again(revocation)


def again(revocation: Revocation) -> Revocation:
    """As it stands in the database now."""
    return Revocation.objects.select_related("filing__space", "operator", "decision", "change").get(pk=revocation.pk)


STEPS = (
    (RevocationState.NOTIFIED, notify),
    (RevocationState.SERVED, serve),
    (RevocationState.HEARD, defend),
    (RevocationState.CHECKED, check),
    (RevocationState.REVOKED, revoke),
    (RevocationState.REINSTATED, reinstate),
)


def make_revocation(
    state: str = "proposed", filing: m.Filing | None = None, revocation: Revocation | None = None
) -> Revocation:
    """A revocation brought to a state, step by step, on 第（三）项 unless one is given."""
    revocation = revocation or propose(filing)
    if state == RevocationState.DROPPED:
        return drop(revocation)
    reached = [each for each, _ in STEPS]
    for _reached, step in STEPS[reached.index(revocation.state) + 1 if revocation.state in reached else 0 :]:
        if revocation.state == state:
            break
        revocation = step(revocation)
    assert revocation.state == state
    return revocation
