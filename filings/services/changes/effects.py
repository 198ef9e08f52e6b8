"""What a filed change does to the rows that it names, as of the day on which it happened. In the caller's transaction.

Rows that end keep their days, so that the register of any past day can still be read.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from filings.errors import WorkflowRefused
from filings.models import Application, ChangeReport, Operator, Site, SpaceMove, User
from filings.selectors.changes.contents import NEW_ROW, ends_site, site_columns, sites_touched
from filings.services.changes import messages
from filings.services.changes.drafting import (
    check_district,
    check_name_free,
    check_operator_free,
    site_in_use,
)
from filings.services.changes.requests import close_request
from filings.services.history import append_line
from filings.services.pool.messages import tell_new_holder
from filings.services.transitions import lapse_other_acts
from filings.workflow import LIVE
from filings.workflow_changes import CHANGE_ENDED

ONE_DAY = timedelta(days=1)
Kind = ChangeReport.Kind


def write_change(change: ChangeReport, *, actor: User) -> None:
    """Write a change of a locked filing; refused where the rows are no longer what was checked."""
    try:
        if change.kind == Kind.NAME:
            write_names(change, actor=actor)
        elif change.kind == Kind.OPERATOR:
            write_operator(change, actor=actor)
        elif change.kind in (Kind.AREA, Kind.LOCATION):
            write_sites(change)
            move_space(change, actor=actor)
    except ValidationError as problem:
        raise WorkflowRefused(
            "登记的内容在审核期间有了变化，这项变更不能照此备案，请退回补正。",
            problems=tuple(problem.messages),
            way_on=messages.change_url(change),
        ) from None


def write_names(change: ChangeReport, *, actor: User) -> None:
    """The names; an operator's own history says by which change."""
    filing, after = change.filing, change.after
    check_names_as_reported(change)
    if "space" in after:
        check_name_free(filing.space, filing.operator, after["space"])
        filing.space.name = after["space"]
        filing.space.save(update_fields=["name"])
    if "operator" in after:
        filing.operator.name = after["operator"]
        filing.operator.save(update_fields=["name"])
        append_line(filing.operator, actor=actor, action="rename_by_change", details={"change": change.pk})


def check_names_as_reported(change: ChangeReport) -> None:
    """Rule: what is renamed is what was reported; another change may have put another organisation in its place."""
    filing, before = change.filing, change.before
    if "operator" in change.after and filing.operator_id != change.operator_id:
        raise ValidationError({"operator": f"运营主体已变更为“{filing.operator}”，不再是报告名称变更的机构。"})
    now = {"space": filing.space.name, "operator": filing.operator.name}
    for name in change.after:
        if now[name] != before[name]:
            raise ValidationError({name: f"现在登记的名称是“{now[name]}”，报告时是“{before[name]}”。"})


def write_operator(change: ChangeReport, *, actor: User) -> None:
    """The filing and its space pass to the new operator, which learns of an entry in the reserve pool; a request of the former
    one to give the filing up ends.
    """
    filing = change.filing
    close_request(filing, actor=actor, reason="运营主体已变更，原运营机构的注销申请不再办理。")
    operator = Operator.objects.select_for_update().get(pk=change.after["operator"])
    check_operator_free(filing, operator, timezone.localdate())
    filing.operator = filing.space.operator = operator
    filing.space.save(update_fields=["operator"])
    filing.save(update_fields=["operator"])
    tell_new_holder(filing.space)


def write_sites(change: ChangeReport) -> None:
    """The sites touched end on the day before; the new one begins on the day of the change."""
    first = change.happened_on
    touched = [site_in_use(change.filing, pk, first, field="site") for pk in sites_touched(change.before)]
    until = touched[0].valid_until if change.kind == Kind.AREA else None
    for site in touched:
        site.valid_until = first - ONE_DAY
        site.save(update_fields=["valid_until"])
    if ends_site(change.kind, change.after):
        return
    base = change.before["site"] if change.kind == Kind.AREA else {}
    columns = site_columns(base | change.after["site"])
    Site.objects.create(space=change.filing.space, valid_from=first, valid_until=until, **columns)


def move_space(change: ChangeReport, *, actor: User) -> None:
    """A space whose site is in another district now goes there with what is under way; the former one keeps the days
    until then.
    """
    space = change.filing.space
    district = change.after.get("site", {}).get("district", space.district_id)
    if district == space.district_id:
        return
    check_district(space, district, [NEW_ROW, *new_sites(change)], change.happened_on)
    SpaceMove.objects.create(
        space=space, district_id=space.district_id, until=change.happened_on - ONE_DAY, change=change
    )
    space.district_id = district
    space.save(update_fields=["district"])
    move_changes(change, district, actor=actor)
    move_applications(change, district, actor=actor)
    messages.tell_moved(change, district)


def new_sites(change: ChangeReport) -> list[int]:
    """The sites that begin with the change."""
    sites = Site.objects.filter(space=change.filing.space_id, valid_from=change.happened_on)
    return list(sites.values_list("pk", flat=True))


def move_changes(change: ChangeReport, district: str, *, actor: User) -> None:
    """Other changes under way are handled by the new district."""
    others = ChangeReport.objects.filter(filing__space=change.filing.space_id).exclude(pk=change.pk)
    for other in others.exclude(state__in=sorted(CHANGE_ENDED)).select_for_update(of=("self",)).order_by("pk"):
        other.district_id = district
        other.save(update_fields=["district"])
        append_line(other, actor=actor, action="move_change", details={"to": district, "change": change.pk})


def move_applications(change: ChangeReport, district: str, *, actor: User) -> None:
    """Applications under way likewise; what the former district had prepared falls away."""
    live = Application.objects.select_for_update(of=("self",)).filter(space=change.filing.space_id, state__in=LIVE)
    for application in live.order_by("pk"):
        application.district_id = district
        application.save(update_fields=["district"])
        append_line(application, actor=actor, action="move_application", details={"to": district, "change": change.pk})
        lapse_other_acts(application, None)
