"""Moving figures with the keyboard alone, and the applicant's pages on a phone: live results, nothing stored, axe finds nothing."""

import re

import pytest
from playwright.sync_api import expect

from filings import models as m
from tests.factories import make_user
from tests.factories_applications import make_complete_draft

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
PHONE = {"viewport": {"width": 375, "height": 800}}


@pytest.fixture
def draft():
    application = make_complete_draft()
    application.space.sites.update(workstations=44)
    return application


def test_the_self_check_is_tried_out_by_keyboard(come):
    person = come().visit("/check/")
    page = person.page
    page.locator("summary", has_text="固定的孵化场所").press("Enter")
    page.locator("[name='site__workstations']").press_sequentially("48")
    page.locator("[name='site__workstations']").press("Tab")
    expect(page.locator("#result")).to_contain_text("创业工位再增加2个即可")
    page.get_by_role("button", name="试改数字，看看怎样能符合").press("Enter")
    page.wait_for_load_state()
    person.look_over()
    slider = page.get_by_role("slider", name="试改创业工位")
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    expect(page.locator("#tried")).to_contain_text("试改改变了1项")
    expect(page.locator("[name='site__workstations']")).to_have_value("50")
    person.look_over()
    page.get_by_role("button", name=re.compile(r"还原\s*创业工位")).press("Enter")
    expect(page.locator("[name='site__workstations']")).to_have_value("48")
    expect(page.locator("#tried")).to_contain_text("结论还没有变化")


def test_a_draft_is_tried_out_on_a_phone(come, draft):
    person = come(make_user("operator", "applicant", operator=draft.operator), **PHONE)
    person.visit(f"/applications/{draft.pk}/").press("试改数字").reads("还差6个工位")
    person.press("填入最少改动").reads("试改改变了1项")
    expect(person.page.locator("[name='site__workstations']")).to_have_value("50")
    assert m.Site.objects.get(space=draft.space).workstations == 44


def test_the_rest_of_the_journey_on_a_phone(come, draft):
    person = come(make_user("operator", "applicant", operator=draft.operator), **PHONE)
    attachment = draft.attachments.get(document="floor_plan")
    for path in ("", "space/", "sections/5.2/", f"attachments/{attachment.pk}/", "submit/", "withdraw/"):
        person.visit(f"/applications/{draft.pk}/{path}")
    person.press("撤回草稿").press("复制为新的申请").press("建立草稿").reads("草稿")
    assert m.Application.objects.get(state="draft").attachments.count() == draft.attachments.count()
