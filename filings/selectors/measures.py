"""Districts' own measures as pages show them: beside the city's figures, 供参考. No verdict is drawn from them, here or
anywhere: pyproject.toml forbids the rules, submission and recommendation to import this module.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from filings.models import District, Space
from filings.models.measures import DistrictMeasure
from filings.rules.checks import Threshold
from filings.rules.verdicts import Prescreen
from filings.rules.versions import CURRENT

CHECK_OF: Final = {
    "operating_months": "5.1.operating_1y",
    "total_area": "5.2.area",
    "workstations": "5.2.workstations",
    "service_share": "5.2.service_area_ratio",
    "lease_years": "5.2.lease",
    "residents": "5.4.residents",
    "startup_share": "5.4.startup_ratio",
    "incorporation_share": "5.4.incorporation_ratio",
    "cases": "5.4.cases",
    "capital": "5.5.capital",
    "institutions": "5.5.capital",
    "funded": "5.5.funded",
    "staff": "5.6.staff",
    "bachelor_share": "5.6.bachelor_ratio",
    "mentors": "5.7.mentors",
    "residents_per_mentor": "5.7.mentors_per_15",
    "activities": "5.8.activities",
    "professional_area": "6.2.area",
    "focus_share": "6.3.focus",
    "equipment": "6.4.platform",
}
"""The check whose figure stands beside each threshold. Bans are the city's alone, so that their years are not here."""
OWN_THRESHOLDS: Final[dict[str, Threshold]] = {key: CURRENT.thresholds[key] for key in CHECK_OF}
"""The city's figures beside which a district may put its own."""
PROFESSIONAL: Final = ("professional_area", "focus_share", "equipment")


@dataclass(frozen=True, slots=True)
class OwnFigure:
    """A district's figure beside the city's, with what the makerspace has, where that is known."""

    threshold: Threshold
    value: int
    note: str
    actual: str = ""


def published_measures() -> QuerySet[DistrictMeasure]:
    """What everybody may read: not withdrawn, also what is to come or over."""
    return DistrictMeasure.objects.filter(withdrawn_on__isnull=True).select_related("district", "file")


def measures_listed(on: date) -> QuerySet[Any]:
    """What everybody may read with its figures: what is in force on a day first, then by district, the latest first."""
    past = Case(When(in_force(on), then=Value(0)), default=Value(1), output_field=IntegerField())
    ordered = published_measures().order_by(past, "district__position", "-effective_from", "-pk")
    return ordered.prefetch_related("figures")


def in_force(on: date) -> Q:
    """Running on a day."""
    return Q(effective_from__lte=on) & (Q(effective_until__isnull=True) | Q(effective_until__gte=on))


def measures_in_force(on: date) -> QuerySet[DistrictMeasure]:
    """Those that hold on a day, by district."""
    return published_measures().filter(in_force(on))


def measure_of(district: District | None, on: date) -> DistrictMeasure | None:
    """The measures of a district in force on a day: of several the latest."""
    if district is None:
        return None
    return measures_in_force(on).filter(district=district).order_by("-effective_from", "-pk").first()


def own_figures(measure: DistrictMeasure, kind: str = "", result: Prescreen | None = None) -> list[OwnFigure]:
    """The district's figures in the order of the city's table; those of a kind alone, with what a pre-screen found."""
    given = {figure.threshold: figure for figure in measure.figures.all()}
    actual = actual_of(result)
    return [
        OwnFigure(OWN_THRESHOLDS[key], given[key].value, given[key].note, actual.get(CHECK_OF[key], ""))
        for key in OWN_THRESHOLDS
        if key in given and not (kind == Space.Kind.COMPREHENSIVE and key in PROFESSIONAL)
    ]


def actual_of(result: Prescreen | None) -> dict[str, str]:
    """What each check found."""
    return {check.id: check.actual for check in result.checks} if result else {}


def measure_beside(district: District | None, *, on: date, kind: str, result: Prescreen | None) -> dict[str, Any]:
    """For filings/measures/beside.html: a district's measures in force with its figures, none where it has none."""
    measure = measure_of(district, on)
    figures = own_figures(measure, kind, result) if measure else []
    return {"measure": measure, "own_figures": figures, "measured_district": district}
