"""What the nightly run has found in the demo, and what the city has recommended to the nation; through the services."""

from typing import Final

from django.db import transaction
from django.utils import timezone

from evaluation.demo.clock import at, instant, working_day
from evaluation.demo.evidence import upload
from evaluation.demo.people import account
from filings.models import Filing, Screening, UpwardLetter
from filings.selectors.upward import candidates_of
from filings.services.screening import screen_filings
from filings.services.upward.letters import Head, prepare_upward_letter, sign_upward_letter
from filings.services.upward.results import record_results
from filings.workflow_upward import UpwardState

NIGHTS: Final = (24, 9)
"""Working days ago of earlier runs; the last one is today's."""
WHY: Final = "行业带动作用突出，所差条件年内可以达到，请上级科技主管部门一并考察。"
RECOMMENDED: Final = 3
PROVINCIAL: Final = "河南省科学技术厅"


def screen_and_recommend() -> None:
    """Three nights of early warning; a letter to the nation with results, one that waits for its signature; done once."""
    if Screening.objects.exists():
        return
    with transaction.atomic():
        for ago in NIGHTS:
            with at(instant(ago, 2, 10)):
                screen_filings(working_day(ago))
        screen_filings(timezone.localdate())
    candidates = list(candidates_of("nation").filter(space__sites__isnull=False, lacking__isnull=False).distinct())
    if len(candidates) < RECOMMENDED:
        return
    with transaction.atomic():
        with_results(candidates[:RECOMMENDED])
        recommend(candidates[:1], "第二批", ago=2)


def recommend(filings: list[Filing], batch: str, *, ago: int) -> UpwardLetter:
    """Prepared by the city's clerk."""
    on = working_day(ago)
    head = Head(
        level="nation",
        year=on.year,
        batch=batch,
        addressee=PROVINCIAL,
        number=f"郑科推〔{on.year}〕{on.month * 10 + ago}号",
        issued_on=on,
        text="所列众创空间运营规范、服务能力较强、孵化成效明显，同意推荐申报国家备案众创空间。",
    )
    with at(instant(ago, 10, 20)):
        keys = [filing.pk for filing in filings]
        return prepare_upward_letter(keys, head, actor=account("city1"), explanation=WHY)


def with_results(filings: list[Filing]) -> None:
    """Signed; one granted, one refused, the others still on their way."""
    letter = recommend(filings, "第一批", ago=20)
    with at(instant(19, 15, 40)):
        sign_upward_letter(letter, actor=account("city_sign"))
    granted, refused = letter.recommendations.order_by("pk")[:2]
    with at(instant(4, 9, 30)):
        on = working_day(4)
        record_results(
            letter,
            {granted.pk: UpwardState.GRANTED.value, refused.pk: UpwardState.REFUSED.value},
            actor=account("city1"),
            on=on,
            number=f"国科火字〔{on.year}〕36号",
            note="按公布名单登记",
            upload=upload("case_materials.pdf", "国家备案众创空间名单"),
        )
