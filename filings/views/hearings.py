"""What the pages of every hearing have in common: what a corrected service brings about, and what was recorded. No page."""

from typing import Any, Final

from filings.models.hearings import Hearing

CORRECTED: Final = (
    "陈述申辩截止日按更正后的送达日期重新计算，原来的日期和更正原因留在办理记录中。",
    "运营机构收到通知，期满前系统再提醒一次。",
)


def served_as_recorded(hearing: Hearing) -> dict[str, Any]:
    """What stands on record, to be changed."""
    return {
        "served_on": hearing.served_on,
        "served_how": hearing.served_how,
        "served_note": hearing.served_note,
    }
