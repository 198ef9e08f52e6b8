"""Article 15 in the demo: one filing revoked with all its papers, one whose operator was notified, one dropped; through the services."""

from collections.abc import Callable
from typing import Final

from django.db import transaction
from django.utils import timezone

from evaluation.demo.clock import at, instant, working_day
from evaluation.demo.evidence import upload
from evaluation.demo.people import ORGANISATIONS, account, clerk_of, member_of
from filings.models import ChangeReport, Filing, Revocation
from filings.services.documents import record_service as serve_document
from filings.services.revocations.proceedings import (
    close_hearing,
    drop_revocation,
    note_legal_check,
    notify_operator,
    record_service,
    submit_defence,
)
from filings.services.revocations.proposing import propose_for_violation, propose_on_record
from filings.services.revocations.revoking import prepare_revocation
from filings.services.signing import sign_act
from filings.workflow import FilingState
from filings.workflow_revocations import Ground

FACTS = (
    "市场监督管理部门查明，该机构以虚构的在孵企业名册骗取场地租金补贴，已作出行政处罚决定（豫郑市监处罚〔2025〕118号），"
    "处罚决定已经生效。"
)
FINDING = "行政处罚决定已经生效，骗取补贴的事实清楚、证据确凿，情节严重，属于严重违法行为。"
LISTING = {
    "authority": "郑州市中级人民法院",
    "document": "（2025）豫01执4417号",
    "reason": "有履行能力而拒不履行生效法律文书确定的义务",
}
DEFENCE = "生效法律文书确定的款项已于上月全部履行完毕，法院已出具结案通知书，名单已经屏蔽，请予核实。"
DROPPED = "经核实，该机构已全部履行义务，法院已将其移出失信被执行人名单，撤销的依据不复存在，不予撤销。"


def number_of(revocation: Revocation, kind: str) -> str:
    """A 发文字号 that no other paper has."""
    return f"郑科{kind}〔{timezone.localdate().year}〕{revocation.pk}号"


def propose(filing: Filing, *, ago: int) -> Revocation:
    """The district puts it to the city with the decision on the fine."""
    with at(instant(ago, 9, 20)):
        return propose_for_violation(
            filing,
            actor=clerk_of(filing.space.district_id),
            facts=FACTS,
            files=[upload("case_materials.pdf", "行政处罚决定书")],
        )


def propose_listing(filing: Filing, *, ago: int) -> Revocation:
    """The city takes it from the list of the court."""
    basis = LISTING | {"listed_on": working_day(ago + 20).isoformat()}
    facts = (
        f"你单位被{LISTING['authority']}列入严重失信主体名单（{LISTING['document']}），失信事由：{LISTING['reason']}。"
    )
    with at(instant(ago, 10, 5)):
        return propose_on_record(filing, Ground.BLACKLIST, actor=account("city1"), facts=facts, basis=basis)


def notify(revocation: Revocation, *, ago: int) -> Revocation:
    """Notified, and served on the same day."""
    with at(instant(ago, 15, 10)):
        revocation = notify_operator(revocation, actor=account("city1"), number=number_of(revocation, "撤告"))
        return record_service(
            revocation, actor=account("city1"), on=timezone.localdate(), how="direct", note="前台签收"
        )


def check(revocation: Revocation) -> Revocation:
    """The legal office agrees."""
    return note_legal_check(
        revocation,
        actor=account("city1"),
        checker="政策法规处 周法",
        result=Revocation.Legality.PASSED,
        on=timezone.localdate(),
        opinion="主体、权限、程序合法，事实清楚，依据充分。",
    )


def revoke(filing: Filing) -> None:
    """Nothing was said in defence; the decision is signed and served."""
    revocation = notify(propose(filing, ago=14), ago=12)
    with at(instant(4, 9, 30)):
        revocation = check(close_hearing(revocation, actor=account("city1")))
        number = number_of(revocation, "撤")
        act = prepare_revocation(revocation, actor=account("city1"), number=number, finding=FINDING)
    with at(instant(4, 16, 20)):
        sign_act(act, actor=account("city_sign"))
    revocation.refresh_from_db()
    if revocation.decision is not None:
        with at(instant(2, 10, 0)):
            day = timezone.localdate()
            serve_document(
                revocation.decision, actor=account("city1"), served_on=day, manner="post", note_text="EMS签收"
            )


def ask_to_defend(filing: Filing) -> None:
    """The operator has still some days to speak."""
    notify(propose(filing, ago=4), ago=2)


def drop(filing: Filing) -> None:
    """A defence that saves the filing."""
    revocation = notify(propose_listing(filing, ago=9), ago=8)
    with at(instant(5, 11, 40)):
        files = [upload("case_materials.pdf", "结案通知书")]
        submit_defence(revocation, actor=member_of(filing.operator), statement=DEFENCE, files=files)
    with at(instant(3, 14, 50)):
        drop_revocation(revocation, actor=account("city1"), reason=DROPPED)


PLAYS: Final[tuple[Callable[[Filing], object], ...]] = (revoke, ask_to_defend, drop)


def play_revocations() -> None:
    """One after another on the latest filings in force that nothing else is done with in the demo, none of them of the
    operators that people sign in as; all or nothing, and done once.
    """
    if Revocation.objects.exists():
        return
    taken = ChangeReport.objects.values("filing")
    of_visitors = [each.username for each in ORGANISATIONS if each.username]
    free = (
        Filing.objects.filter(state=FilingState.ACTIVE, operator__accounts__isnull=False, cancellations=None)
        .exclude(pk__in=taken)
        .exclude(operator__accounts__username__in=of_visitors)
        .exclude(operator__applications__state__in=("submitted", "returned", "recommended", "accepted"))
    )
    filings = free.select_related("space__district", "operator").distinct().order_by("-pk")
    with transaction.atomic():
        for play, filing in zip(PLAYS, filings, strict=False):
            play(filing)
