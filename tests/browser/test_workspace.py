"""The district's workspace by the keyboard alone, what a correction does before it is saved, and the visit to the site on a
phone whose connection is bad.
"""

import pytest
from playwright.sync_api import expect

from filings import models as m
from filings.selectors.verification import verification_sheet
from tests.factories import make_compliant_space
from tests.factories_applications import make_submitted, picture_bytes
from tests.factories_district import clerk_of

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
PHONE = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}
OPENED = "document.activeElement.value"


@pytest.fixture
def application():
    return make_submitted(make_compliant_space(name="启明星众创空间"))


def at(application, item):
    return f"/applications/{application.pk}/verify/?item={item}"


def press(page, key):
    """A key that leads to another item."""
    with page.expect_navigation():
        page.keyboard.press(key)


def heading(person):
    return person.page.locator("#finding-title").inner_text()


def test_the_keys_lead_through_the_items_and_choose(come, application):
    items = verification_sheet(application).items
    clerk = come(clerk_of(application)).visit(at(application, items[0].id))
    page = clerk.page
    live = page.locator("#live")
    page.keyboard.press("k")
    expect(live).to_have_text("已经是第一项")
    press(page, "j")
    assert heading(clerk) == f"核实：{items[1].title}"
    assert page.title().startswith(items[1].title)  # what a screen reader says of the new page
    press(page, "k")
    assert heading(clerk) == f"核实：{items[0].title}"
    for key, verdict in (("1", "confirmed"), ("2", "corrected"), ("3", "to_correct")):
        page.keyboard.press(key)
        assert page.evaluate(OPENED) == verdict
    page.locator("[name=finding]").fill("")
    page.locator("[name=finding]").press_sequentially("1jk2?")
    assert page.locator("[name=finding]").input_value() == "1jk2?"
    expect(page.locator("[name=verdict]:checked")).to_have_value("to_correct")
    page.locator("[name=finding]").fill("")
    page.locator("[name=verdict][value=confirmed]").focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="全部按键")
    expect(dialog).to_be_visible()
    clerk.look_over()
    page.keyboard.press("j")  # nothing behind the dialog moves
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert heading(clerk) == f"核实：{items[0].title}"


def test_the_last_item_says_so(come, application):
    last = verification_sheet(application).items[-1]
    page = come(clerk_of(application)).visit(at(application, last.id)).page
    page.keyboard.press("j")
    expect(page.locator("#live")).to_have_text("已经是最后一项")


def test_what_a_correction_does_to_other_checks_shows_before_it_is_saved(come, application):
    clerk = come(clerk_of(application)).visit(at(application, "5.4.startup_ratio"))
    effect = clerk.page.locator("#effect")
    boxes = clerk.page.locator("[name=keep]")
    for number in range(8):
        boxes.nth(number).uncheck()
    expect(effect).to_contain_text("由取消勾选的8行算出")
    expect(effect).to_contain_text("入驻团队和在孵企业数量由符合变为不符合")
    for number in range(8):
        boxes.nth(number).check()
    expect(effect).not_to_contain_text("由符合变为")
    clerk.visit(at(application, "5.2.workstations"))
    clerk.page.locator("summary", has_text="更正后的数据").click()
    clerk.page.locator("[name=value_site__workstations]").fill("44")
    expect(effect).to_contain_text("还差6个工位")  # while it is typed
    assert not m.Verification.objects.exists()


def test_a_visit_on_a_phone_survives_a_lost_connection(come, application):
    clerk = come(clerk_of(application), **PHONE)
    path = f"/applications/{application.pk}/site-visit/"
    clerk.visit(path).reads("申报60个")
    page = clerk.page
    given = {"officer_1": "李静", "officer_2": "赵晨", "at_time": "09:10", "value_site__workstations": "55"}
    clerk.fill(**given, findings="东侧少五个工位。", consistent="no")
    page.once("dialog", lambda dialog: dialog.accept())  # leaving with what is not saved
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.reload()
    page.context.set_offline(False)
    page.goto(f"{clerk.base}{path}")
    page.get_by_role("button", name="恢复这些内容").click()
    assert page.locator("[name=findings]").input_value() == "东侧少五个工位。"
    assert page.locator("[name=value_site__workstations]").input_value() == "55"
    camera = page.locator("input[capture]")
    for name in ("一.jpg", "二.jpg"):
        shot = {"name": name, "mimeType": "image/jpeg", "buffer": picture_bytes("JPEG")}
        camera.set_input_files(shot)
    expect(page.locator(".chosen")).to_contain_text("二.jpg")
    clerk.press("保存核查记录")
    visit = m.SiteVisit.objects.get()
    assert (visit.officers, visit.photos.count(), visit.consistent) == ("李静、赵晨", 2, False)
    clerk.visit(path)
    expect(page.get_by_role("button", name="恢复这些内容")).to_have_count(0)  # it was taken
    clerk.visit(at(application, "5.2.workstations")).press("按现场数预填更正")
    assert page.locator("[name=value_site__workstations]").input_value() == "55"
    expect(page.locator("[name=verdict]:checked")).to_have_value("corrected")
