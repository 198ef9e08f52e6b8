"""What is reported, from what was typed: before and after of each kind, checked against the rows that it would alter.

What a field can mend is raised as ValidationError by field; what no field can is WorkflowRefused.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from filings.errors import WorkflowRefused
from filings.models import Application, ChangeReport, Filing, Operator, Site, Space
from filings.selectors.changes.contents import FIGURES, new_site_values, site_values
from filings.selectors.standing import ban_in_force
from filings.workflow import LIVE

Kind = ChangeReport.Kind
Wanted = Mapping[str, Any]
Contents = tuple[dict[str, Any], dict[str, Any]]


def contents_of(filing: Filing, kind: str, wanted: Wanted, *, happened_on: date) -> Contents:
    """(before, after) of a change of a locked filing."""
    return DRAFTED_BY[kind](filing, wanted, happened_on)


def draft_name(filing: Filing, wanted: Wanted, happened_on: date) -> Contents:
    """A new name of the space, of the operator, or both."""
    now = {"space": filing.space.name, "operator": filing.operator.name}
    after = {key: wanted.get(key, "") for key in now if wanted.get(key, "") not in ("", now[key])}
    if not after:
        raise ValidationError({"space": "请填写变更后的名称，与现在的名称不同的才需要报告。"})
    check_name_free(filing.space, filing.operator, after.get("space", now["space"]))
    return {key: now[key] for key in after}, after


def check_name_free(space: Space, operator: Operator, name: str) -> None:
    """Rule: one name once in an organisation."""
    if Space.objects.filter(operator=operator, name=name).exclude(pk=space.pk).exists():
        raise ValidationError({"space": f"“{operator}”已有名为“{name}”的众创空间，请核对。"})


def draft_operator(filing: Filing, wanted: Wanted, happened_on: date) -> Contents:
    """Another operator: registered and confirmed here, under no ban, with no application of the space under way."""
    operator = Operator.objects.filter(uscc=wanted["uscc"]).first()
    if operator is None or operator.status != Operator.Status.CONFIRMED:
        raise ValidationError(
            {"uscc": "没有查到这家机构，或者它还没有通过区县确认。请新的运营机构先在本系统注册并通过确认。"}
        )
    if operator.pk == filing.operator_id:
        raise ValidationError({"uscc": "这是现在的运营机构。机构只变更名称的，请选择“名称”变更。"})
    check_operator_free(filing, operator, timezone.localdate())
    now = filing.operator
    return (
        {"operator": now.pk, "name": now.name, "uscc": now.uscc},
        {"operator": operator.pk, "name": operator.name, "uscc": operator.uscc},
    )


def check_operator_free(filing: Filing, operator: Operator, on: date) -> None:
    """Rule: nothing stands in the new operator's way."""
    if ban := ban_in_force(operator.uscc, filing.space, on):
        raise ValidationError({"uscc": f"“{operator}”在禁止申报期内（至{ban.until}），不能承接备案。"})
    if Space.objects.filter(operator=operator, name=filing.space.name).exists():
        raise ValidationError({"uscc": f"“{operator}”已有同名的众创空间“{filing.space}”，请先变更名称。"})
    live = Application.objects.filter(space=filing.space_id, state__in=LIVE).first()
    if live is not None:
        raise WorkflowRefused(
            "这个众创空间还有没有办结的备案申请，请先撤回或者等办结后，再报告运营主体变更。",
            way_on=reverse("filings:application", args=[live.pk]),
        )


def draft_area(filing: Filing, wanted: Wanted, happened_on: date) -> Contents:
    """Other figures of one site, or that it is used no more."""
    site = site_in_use(filing, wanted["site"], happened_on, field="site")
    before = {"site": site_values(site)}
    if wanted.get("ended"):
        if sites_in_use(filing.space_id, happened_on).count() == 1:
            raise ValidationError({"ended": "这是唯一的场地。整体搬迁的，请选择“场地位置”变更。"})
        return before, {"ended": True}
    figures = {name: value for name, value in new_figures(wanted).items() if value is not None}
    if all(before["site"][name] == figures.get(name) for name in FIGURES):
        raise ValidationError({"total_area_m2": "面积和工位与现在登记的相同，请填写变更后的数值。"})
    return before, {"site": figures}


def new_figures(wanted: Wanted) -> dict[str, Any]:
    """The figures typed, as they are stored: areas with two places."""
    areas = {name: f"{wanted[name]:.2f}" for name in ("total_area_m2", "service_area_m2")}
    return areas | {"workstations": wanted["workstations"]}


def draft_location(filing: Filing, wanted: Wanted, happened_on: date) -> Contents:
    """A new site, in place of some or beside them; all sites lie in one district."""
    replaced = [site_in_use(filing, pk, happened_on, field="replaces") for pk in wanted["replaces"]]
    after = new_site_values(wanted)
    check_district(filing.space, after["district"], {site.pk for site in replaced}, happened_on)
    return {"sites": [site_values(site) for site in replaced]}, {"site": after}


def check_district(space: Space, district: str, replaced: Iterable[int], on: date) -> None:
    """Rule: who moves to another district leaves no site behind."""
    kept = sites_in_use(space.pk, on).exclude(pk__in=list(replaced))
    if district != space.district_id and kept.exists():
        raise ValidationError(
            {"replaces": "一个众创空间的全部场地应在同一个区县。迁往其他区县的，请把现有场地全部选为被替换的场地。"}
        )


def draft_other(filing: Filing, wanted: Wanted, happened_on: date) -> Contents:
    """What no row of a locked register holds, in words."""
    return {"text": wanted["text_before"].strip()}, {"text": wanted["text_after"].strip()}


DRAFTED_BY: dict[str, Callable[[Filing, Wanted, date], Contents]] = {
    Kind.NAME: draft_name,
    Kind.OPERATOR: draft_operator,
    Kind.AREA: draft_area,
    Kind.LOCATION: draft_location,
    Kind.OTHER: draft_other,
}


def sites_in_use(space: int, on: date) -> QuerySet[Site]:
    """The sites of a space that are in use on a day or from then on."""
    return Site.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), space=space)


def site_in_use(filing: Filing, pk: int, happened_on: date, *, field: str) -> Site:
    """One site of the filing that is in use on the day of the change, and was before it."""
    site = sites_in_use(filing.space_id, happened_on).filter(pk=pk).first()
    if site is None:
        raise ValidationError({field: "请从现有的场地中选择。"})
    if site.valid_from >= happened_on:
        raise ValidationError({"happened_on": f"“{site}”自{site.valid_from}起使用，变更日期应晚于这一天，请核对。"})
    return site
