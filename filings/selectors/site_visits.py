"""What is counted at a visit to the site beside what was claimed, and what the last visit found of a check. Recording a visit
is in services.verification; nothing here changes a fact.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from filings.models import Application, SiteVisit
from filings.rules.facts import FACTS_BY_KEY, Facts
from filings.selectors.corrections import may_be_typed
from filings.selectors.figures import value_text
from filings.selectors.verification import SheetItem

PREMISES: Final = (
    "site.total_area_m2",
    "site.service_area_m2",
    "site.workstations",
    "site.has_meeting_room",
    "site.has_training_room",
    "site.has_roadshow_venue",
)
"""What stands on the site whoever is in: what differs here is not consistent with the claim."""

PRESENT: Final = {
    "residents.teams": "现场看到的团队和创客群体",
    "residents.startups": "现场看到的在孵企业",
    "staff.full_time": "现场在岗的专职服务人员",
}
"""Who was there at that hour: fewer than claimed is worth knowing and proves nothing."""

COUNTED: Final = (*PREMISES, *PRESENT)


@dataclass(frozen=True, slots=True)
class Difference:
    """What the last visit found otherwise than claimed, of a fact that a check reads; `value` is plain JSON, to be
    typed in where the fact may be.
    """

    visit: SiteVisit
    fact: str
    label: str
    claimed: str
    found: str
    value: Any
    may_be_typed: bool


def count_label(key: str) -> str:
    """What a figure of the visit is called."""
    return PRESENT.get(key) or FACTS_BY_KEY[key].label


def counted(found: Mapping[str, Any], claimed: Facts) -> list[dict[str, Any]]:
    """What is kept of a visit: each figure found (plain JSON) beside the claim, in the order of the form."""
    return [
        {
            "fact": key,
            "label": count_label(key),
            "claimed": value_text(key, claimed.value(key)),
            "found": value_text(key, found[key]),
            "value": found[key],
            "differs": value_text(key, claimed.value(key)) != value_text(key, found[key]),
        }
        for key in COUNTED
        if found.get(key) is not None
    ]


def differing_premises(counts: Iterable[Mapping[str, Any]]) -> list[str]:
    """The labels of what stands on the site otherwise than claimed."""
    return [count["label"] for count in counts if count["differs"] and count["fact"] in PREMISES]


def visits_of(application: Application) -> list[SiteVisit]:
    """All visits, the last first, with who recorded them and their photographs: three queries."""
    return list(application.site_visits.select_related("by").prefetch_related("photos__file"))


def differences_of(visits: list[SiteVisit], item: SheetItem) -> list[Difference]:
    """What the last visit found otherwise, of the facts that an item reads."""
    return [each for each in differences(visits) if each.fact in item.reads]


def differences(visits: list[SiteVisit]) -> Iterator[Difference]:
    """All that the last visit found otherwise; the claims of today's submission are those that it was compared with."""
    for visit in visits[:1]:
        for count in visit.counts:
            if count["differs"]:
                typed = may_be_typed(count["fact"])
                shown = (count["fact"], count["label"], count["claimed"], count["found"], count["value"])
                yield Difference(visit, *shown, typed)


def correction_reason(differences_: Iterable[Difference]) -> str:
    """The words that a correction after a visit may begin with; the clerk goes on from there."""
    listed = list(differences_)
    if not listed:
        return ""
    said = "；".join(f"{each.label}申报{each.claimed}，现场{each.found}" for each in listed)
    return f"{listed[0].visit.on}实地核查清点：{said}。"


def counts_text(visit: SiteVisit) -> str:
    """The figures of a visit in a sentence, for documents; "" where none was counted."""
    said = (f"{count['label']}申报{count['claimed']}、现场{count['found']}" for count in visit.counts)
    return "；".join(said)
