"""Who takes part in the evaluation of a year: makerspaces on file on its last day, those filed late left out with the reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from evaluation.selectors.campaigns.unbroken import unbroken
from filings.models import Filing
from zzspace.wording import date_zh


@dataclass(frozen=True, slots=True)
class Candidate:
    """A makerspace that was on file on the year's last day, with the kind of that filing; `left_out` says why it does not
    take part by default, "" where it does.
    """

    space: int
    kind: str
    left_out: str


def default_filed_until(year: int) -> date:
    """Whoever was filed after 30 June of the year is not graded by default."""
    return date(year, 6, 30)


def candidates(year: int, filed_until: date) -> Iterator[Candidate]:
    """All of them by the key of the makerspace. One query; an upgrade does not make a filing younger, but one filed anew after
    its filing had ended is as young as the new filing.
    """
    last = date(year, 12, 31)
    filings = Filing.objects.filter(filed_on__lte=last).only("space", "kind", "state", "filed_on", "ended_on")
    on_file = ((filing, since) for filing, since in unbroken(filings) if not filing.ended_on or filing.ended_on > last)
    for space, held in groupby(on_file, key=lambda pair: pair[0].space_id):
        *_, (filing, since) = held
        yield Candidate(space, filing.kind, late_text(since) if since > filed_until else "")


def late_text(filed_on: date) -> str:
    """Why a makerspace that was filed late does not take part."""
    return f"{date_zh(filed_on)}备案，备案时间不足，本年度不参加评价"
