"""How days, figures and clauses are written in Chinese text. Pure functions: no template, no model, no business rule."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils import timezone

WEEKDAYS = "一二三四五六日"
NUMERALS = "零一二三四五六七八九"
CLAUSE = re.compile(
    r"第([一二三四五六七八九十]+)条(?:第[一二三四五六七八九十]+款)?(?:第(（[一二三四五六七八九十]+）)+项)?"
)
CLAUSE_ITEM = re.compile(r"（([一二三四五六七八九十]+)）")
REGULATION = "郑州市众创空间管理办法"
CENT = Decimal("0.01")


def as_day(moment: date | datetime) -> date:
    """The day in Shanghai that a date or an instant falls on."""
    if not isinstance(moment, datetime):
        return moment
    return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()


def date_zh(moment: date | datetime | None) -> str:
    """2026年3月16日: a date in prose."""
    if not moment:
        return ""
    day = as_day(moment)
    return f"{day.year}年{day.month}月{day.day}日"


def day_zh(moment: date | datetime | None) -> str:
    """3月16日: a date of this year; 2029年3月16日 of another, which without its year would be taken for this one's."""
    if not moment:
        return ""
    day = as_day(moment)
    year = "" if day.year == timezone.localdate().year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def days_zh(moment: date | datetime | None) -> str:
    """3月26日（星期四）: a day by which something is due."""
    if not moment:
        return ""
    return f"{day_zh(moment)}（星期{WEEKDAYS[as_day(moment).weekday()]}）"


def moment_zh(moment: datetime | None) -> str:
    """3月4日09:41: an instant of this year."""
    if not moment:
        return ""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return f"{day_zh(local)}{local:%H:%M}"


def decimal_of(value: object) -> Decimal | None:
    """The value as a Decimal; None where there is no figure."""
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def two_places(value: object) -> str:
    """1,280.00, or "" where there is no figure."""
    figure = decimal_of(value)
    return "" if figure is None else f"{figure.quantize(CENT, ROUND_HALF_UP):,}"


def figure(value: object, places: int | None = None) -> str:
    """8.5, 15: marks without noughts that say nothing; with `places` so many decimals (12.0)."""
    number = decimal_of(value)
    if number is None:
        return ""
    text = f"{number:f}" if places is None else f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if places is None and "." in text else text


def area(value: object) -> str:
    """1,280.00㎡."""
    figure = two_places(value)
    return f"{figure}㎡" if figure else ""


def money(value: object, unit: str = "万元") -> str:
    """150万元, 1,280.50万元: decimals only where there are any."""
    figure = two_places(value)
    return f"{figure.removesuffix('.00')}{unit}" if figure else ""


def mask_phone(value: str | None) -> str:
    """138****1234: the middle of a number covered; short ones wholly."""
    number = (value or "").strip()
    if len(number) < 8:
        return "*" * len(number)
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


def numeral(text: str) -> int:
    """十五 → 15; numerals up to 九十九, as articles and items are numbered."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return NUMERALS.index(text)
    return (NUMERALS.index(tens) if tens else 1) * 10 + (NUMERALS.index(ones) if ones else 0)


def clause_anchor(clause: str) -> str:
    """第五条第（四）项 → a5-4, 第八条 → a8; of several items the first; "" where no article of the regulation is named."""
    found = CLAUSE.search(clause)
    of_another_document = "《" in clause and REGULATION not in clause
    if not found or of_another_document:
        return ""
    item = CLAUSE_ITEM.search(found[0])
    article = f"a{numeral(found[1])}"
    return f"{article}-{numeral(item[1])}" if item else article
