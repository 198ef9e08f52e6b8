"""A correction round in a browser: sent back with two items, one figure and one file corrected, verified again, recommended."""

import pytest

from filings import models as m
from filings.selectors.verification import verification_sheet
from filings.workflow import State
from tests.browser.steps import district
from tests.factories import make_round, make_user, pdf_bytes
from tests.factories_applications import make_submitted, member_of
from tests.factories_district import clerk_of, make_recommended, verify_all

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "新平面图.pdf"
    path.write_bytes(pdf_bytes(2))
    return str(path)


def send_back(person, application):
    """The district marks one item while verifying, adds another, sends both back at once."""
    person.visit(f"/applications/{application.pk}/verify/?item=5.2.workstations")
    person.choose("verdict", "to_correct")
    person.fill(finding="工位数与场地照片不一致，请清点后更新。").press("保存")
    person.press("退回补正（1项）").reads("请一次性列出全部需要补正的内容")
    names = {"items-1-target": "document:floor_plan", "items-1-what": "未标注公共服务场地面积，请重新上传。"}
    person.fill(**names, number="郑高科补〔2026〕1号", due_on="2026-03-19").press("退回补正")
    person.reads("退回补正", "创业工位")


def correct(person, application, plan):
    """The operator corrects the figure in its register, replaces the file, sees old beside new, submits."""
    person.visit("/desk/").reads("需补正", "去补正")
    person.visit(f"/applications/{application.pk}/").reads("补正0 / 2", "请在3月19日（星期四）前补正2项")
    site = application.space.sites.get()
    person.visit(f"/spaces/{application.space_id}/registers/sites/{site.pk}/edit/").fill(workstations="70").press(
        "保存"
    )
    section = f"/applications/{application.pk}/sections/5.2/"
    person.visit(section).reads("70个")
    with person.page.expect_navigation():
        person.page.locator("#ev-floor_plan input[type='file']").set_input_files(plan)
    person.page.locator("#ev-floor_plan li", has_text="floor_plan.pdf").get_by_role("button").click()
    person.page.wait_for_load_state()
    person.visit(section).reads("新平面图.pdf", "上次提交的场地平面图", "floor_plan.pdf")
    person.press("这一项已补正").press("这一项已补正")
    person.visit(f"/applications/{application.pk}/").reads("补正2 / 2").press("核对并提交补正")
    person.reads("2项都已补正，可以提交")
    for box in person.page.locator("#submit-form input[type='checkbox']").all():
        box.check()
    person.press("提交补正").reads("待区县审核")


def verify_again(person, application):
    """The district verifies what was corrected, with the change marked."""
    sheet = verification_sheet(application)
    assert {"5.2.workstations", "5.2.area"} <= {item.id for item in sheet.unmarked}
    person.visit(f"/applications/{application.pk}/verify/?item=5.2.workstations").reads("与上次提交不同", "70个")
    for _ in sheet.unmarked:
        person.choose("verdict", "confirmed")
        person.fill(finding="补正后与材料一致。").press("保存，看下一项")


def test_sent_back_corrected_and_recommended(come, plan):
    application = make_submitted(round_=make_round())
    clerk = come(clerk_of(application))
    verify_all(application, leaving=("5.2.workstations",))
    send_back(clerk, application)
    correct(come(member_of(application.operator)), application, plan)
    application.refresh_from_db()
    assert (application.state, application.snapshots.count()) == (State.SUBMITTED, 2)
    verify_again(clerk, application)
    district.recommend(clerk, application)
    district.sign(come(clerk_of(application, can_sign=True)))
    application.refresh_from_db()
    assert application.state == State.RECOMMENDED
    kept = m.Recommendation.objects.get(application=application)
    assert kept.facts["site"]["workstations"] == 70


def test_sent_back_by_the_city_corrected_and_recommended_again(come, plan):
    application = make_recommended(round_=make_round())
    bureau = come(make_user("city", "bureau"))
    bureau.visit(f"/applications/{application.pk}/").press("退回补正").reads("请一次性列出全部需要补正的内容")
    items = {"items-0-target": "check:5.2.workstations", "items-0-what": "工位数与平面图不一致，请清点后更新。"}
    items |= {"items-1-target": "document:floor_plan", "items-1-what": "请上传带面积标注的平面图。"}
    bureau.fill(**items, number="郑科补〔2026〕1号", due_on="2026-03-19").press("退回补正").reads(
        "退回补正", "创业工位"
    )
    correct(come(member_of(application.operator)), application, plan)
    clerk = come(clerk_of(application))
    application.refresh_from_db()
    verify_again(clerk, application)
    district.recommend(clerk, application, number="郑高科再〔2026〕1号")
    district.sign(come(clerk_of(application, can_sign=True)))
    application.refresh_from_db()
    assert (application.state, application.recommendations.count()) == (State.RECOMMENDED, 2)
    bureau.visit(f"/applications/{application.pk}/").reads("已推荐")


def test_a_phone_shows_what_is_to_be_corrected(come):
    application = make_submitted(round_=make_round())
    send_back(come(clerk_of(application)), application)
    phone = come(member_of(application.operator), viewport={"width": 375, "height": 800})
    phone.visit(f"/applications/{application.pk}/").reads("补正0 / 2")
    phone.visit(f"/applications/{application.pk}/sections/5.2/").reads("要求")
    phone.visit(f"/applications/{application.pk}/sections/5.6/").reads("这一部分没有列入补正，只供查看")
