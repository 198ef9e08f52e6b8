"""A self-assessment as it is read: each indicator that experts mark, with the statement and its files. Nothing is written here."""

from dataclasses import dataclass

from evaluation.models import Entry, SelfAssessment, SelfAssessmentFile
from evaluation.scoring.schemes import Indicator


@dataclass(frozen=True, slots=True)
class Statement:
    """What is stated for an indicator; files in the order in which they came."""

    indicator: Indicator
    text: str
    files: tuple[SelfAssessmentFile, ...]


def statements_of(entry: Entry) -> list[Statement]:
    """All of them in the order of the scheme, empty ones too. Two queries at most, the campaign's scheme being loaded."""
    stated = SelfAssessment.objects.filter(entry=entry).prefetch_related("files__file")
    by_code = {each.indicator: each for each in stated}
    found = []
    for indicator in entry.campaign.scheme.scheme.expert_indicators(entry.kind):
        one = by_code.get(indicator.code)
        files = tuple(one.files.all()) if one else ()
        found.append(Statement(indicator, one.statement if one else "", files))
    return found
