"""The district's checks: documents, two officials at the site, back, on to the city only where the conditions hold."""

from datetime import date
from decimal import Decimal

import pytest

from filings.errors import WorkflowRefused
from filings.services.changes.checking import check_documents, check_site, forward_change, return_change
from tests.factories import TODAY, make_district, make_user
from tests.factories_changes import check, district_clerk, make_change, propose, report, send_back, visit
from tests.factories_story import city_clerk

pytestmark = pytest.mark.django_db
SMALL = {"total_area_m2": Decimal("480.00"), "service_area_m2": Decimal("400.00")}


def test_step_by_step_to_the_city():
    city = city_clerk()
    change = make_change("forwarded")
    assert (change.documents_finding, change.site_finding) == ("材料齐全，内容一致。", "现场与报告一致。")
    assert (change.visited_on, change.visitors) == (TODAY, "李明、王芳")
    assert [each.file.name for each in change.files.filter(part="site")] == ["现场照片.pdf"]
    assert city.notices.filter(title=f"待变更备案：{change}").count() == 1


@pytest.mark.parametrize("visitors", [["李明"], ["李明", "李明"], ["李明", " "]])
def test_the_site_is_checked_by_two(visitors):
    change = check(report())
    with pytest.raises(WorkflowRefused, match="由两人以上"):
        check_site(change, actor=district_clerk(change.filing), visited_on=TODAY, visitors=visitors, finding="一致。")


@pytest.mark.parametrize("day", [date(2026, 2, 9), date(2026, 3, 6)])
def test_the_site_is_checked_after_the_change_and_not_in_the_future(day):
    change = check(report())
    with pytest.raises(WorkflowRefused, match="核查日期应在变更之后"):
        check_site(
            change,
            actor=district_clerk(change.filing),
            visited_on=day,
            visitors=["李明", "王芳"],
            finding="一致。",
        )


def test_what_fails_after_the_change_is_not_forwarded():
    change = visit(check(report(kind="area", **SMALL)))
    with pytest.raises(WorkflowRefused, match="变更后有1项条件不符合（场地面积"):
        forward_change(change, actor=district_clerk(change.filing), opinion="同意。")
    change = propose(change)
    assert change.state == "cancellation_proposed"


def test_another_district_does_nothing():
    stranger = make_user("district", district=make_district("jinshui"))
    with pytest.raises(WorkflowRefused, match="不在您的办理范围"):
        check_documents(report(), actor=stranger, finding="齐全。")


def test_a_step_out_of_order_tells_where_the_change_stands():
    change = report()
    with pytest.raises(WorkflowRefused, match="现在是“待材料审查”"):
        visit(change)


def test_sending_back_takes_items_and_a_day_to_come():
    change = report()
    clerk = district_clerk(change.filing)
    with pytest.raises(WorkflowRefused, match="一次性写明"):
        return_change(change, actor=clerk, items=[" "], due_on=date(2026, 3, 20))
    with pytest.raises(WorkflowRefused, match="应晚于今天"):
        return_change(change, actor=clerk, items=["请补充。"], due_on=TODAY)


def test_the_city_sends_back_what_was_forwarded():
    change = make_change("forwarded")
    change = return_change(change, actor=city_clerk(), items=["请补充产权证明。"], due_on=date(2026, 3, 20))
    assert (change.state, change.returned_due_on) == ("returned", date(2026, 3, 20))
    with pytest.raises(WorkflowRefused):
        send_back(change)
