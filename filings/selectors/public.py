"""What everybody may read: the register of filings, open rounds, current notices. Public columns alone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from filings.models import District, Filing, PublicNotice, Round
from filings.workflow import FILING_STATE_LABELS, FilingState

OPEN_DATA_FIELDS = ("备案编号", "众创空间", "类型", "运营机构", "统一社会信用代码", "所在区县", "备案日期", "状态")


def public_register(*, words: str = "", district: str = "", kind: str = "", state: str = "") -> QuerySet[Filing]:
    """Filings, newest first, by words (space, operator, 〔year〕serial), district, kind and state; unknown values match nothing."""
    filings = Filing.objects.select_related("space", "operator", "space__district").order_by("-filed_on", "-serial")
    if words:
        filings = filings.filter(matches_words(words))
    if district:
        filings = filings.filter(space__district_id=district)
    if kind:
        filings = filings.filter(kind=kind)
    if state:
        filings = filings.filter(state=state)
    return filings


def matches_words(words: str) -> Q:
    """Names containing the words, or the number: 郑众创备〔2026〕17号, 〔2026〕17 or 17."""
    named = Q(space__name__icontains=words) | Q(operator__name__icontains=words) | Q(operator__uscc__iexact=words)
    return named | number_matches(words) | Q(old_number__icontains=words)


def number_matches(words: str) -> Q:
    """The filing number in any of its writings; nothing where the words are no number."""
    plain = (
        words.removeprefix("郑众创备").removesuffix("号").translate(str.maketrans("〔〕[]（）()", "        ")).split()
    )
    if not 1 <= len(plain) <= 2 or not all(part.isdecimal() and len(part) <= 6 for part in plain):
        return Q(pk__in=())
    if len(plain) == 1:
        return Q(serial=int(plain[0])) | Q(year=int(plain[0]))
    return Q(year=int(plain[0]), serial=int(plain[1]))


def open_data(filings: Iterable[Filing]) -> Iterable[dict[str, Any]]:
    """Rows of the register as open data, by the columns of OPEN_DATA_FIELDS."""
    for filing in filings:
        values = (
            filing.number,
            filing.space.name,
            filing.get_kind_display(),
            filing.operator.name,
            filing.operator.uscc,
            filing.space.district.name,
            filing.filed_on.isoformat(),
            FILING_STATE_LABELS[FilingState(filing.state)],
        )
        yield dict(zip(OPEN_DATA_FIELDS, values, strict=True))


def rounds_by_phase(now: datetime | None = None) -> dict[str, list[Round]]:
    """Rounds open now, still to come, and over (the latest twenty)."""
    now = now or timezone.now()
    rounds = list(Round.objects.all()[:60])
    return {
        "open": [item for item in rounds if item.opens_at <= now <= item.closes_at],
        "coming": [item for item in rounds if item.opens_at > now],
        "over": [item for item in rounds if item.closes_at < now][:20],
    }


def public_notices() -> QuerySet[PublicNotice]:
    """All public notices, newest first, with what they name."""
    return PublicNotice.objects.select_related(
        "application__space__district", "application__operator", "application__round"
    ).order_by("-starts_at", "-pk")


def register_figures() -> dict[str, int]:
    """A few figures for the home page."""
    active = Filing.objects.filter(state=FilingState.ACTIVE)
    return {
        "active": active.count(),
        "professional": active.filter(kind="professional").count(),
        "districts": active.values("space__district").distinct().count(),
    }


def districts() -> QuerySet[District]:
    """The sixteen districts in their order."""
    return District.objects.order_by("position", "slug")
