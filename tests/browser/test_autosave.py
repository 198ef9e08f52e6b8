"""Nothing typed is ever lost, in a real browser: the login expires, the server fails, the tab is closed, a colleague saves."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from filings import models as m
from filings.services.applications import save_section
from filings.views.applications.section import SectionFormView
from tests.browser.conftest import PASSWORD
from tests.factories import make_user
from tests.factories_applications import make_draft

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
TEXT = "产权单位是本机构的股东，无偿使用协议期限为十年，附协议和产权证明。"
FIELD = "[name='explanation-0']"
STATUS = "[data-saved-of='section-form']"


@pytest.fixture
def draft():
    application = make_draft()
    application.space.sites.update(tenure="granted")
    return application


@pytest.fixture
def applicant(draft):
    return make_user("operator", "applicant", operator=draft.operator)


@pytest.fixture
def person(come, applicant, draft):
    someone = come(applicant)
    return someone.visit(path_of(draft))


def path_of(draft):
    return f"/applications/{draft.pk}/sections/5.2/"


def kept(draft):
    section = m.ApplicationSection.objects.filter(application=draft, code="5.2").first()
    return section.explanations.get("5.2.lease", "") if section else ""


def expire():
    Session.objects.all().delete()


def log_in(page):
    page.fill("[name=login]", "applicant")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_load_state()


def forgive(person, *words):
    """Complaints of the browser that the test itself brings about."""
    person.complaints = [each for each in person.complaints if not any(word in each for word in words)]


def test_what_is_typed_is_saved_a_moment_later(person, draft):
    person.page.fill(FIELD, TEXT)
    expect(person.page.locator(STATUS)).to_contain_text("已自动保存")
    assert kept(draft) == TEXT
    person.page.fill(FIELD, TEXT + "另附照片。")
    expect(person.page.locator(STATUS)).to_contain_text("有改动")
    expect(person.page.locator(STATUS)).to_contain_text("已自动保存")
    assert kept(draft) == TEXT + "另附照片。"
    person.visit(path_of(draft)).look_over()
    assert person.page.locator("[data-kept]").count() == 0


def test_a_login_that_expires_while_typing_returns_to_the_filled_form(person, draft):
    expire()
    person.page.fill(FIELD, TEXT)
    person.page.locator("button[name=save]").click()
    person.page.wait_for_url("**/accounts/login/**")
    log_in(person.page)
    person.page.wait_for_url(f"**{path_of(draft)}")
    expect(person.page.locator(FIELD)).to_have_value(TEXT)
    expect(person.page.locator(STATUS)).to_contain_text("已自动保存")
    assert kept(draft) == TEXT


def test_an_autosave_after_expiry_says_so_and_goes_on_after_signing_in_elsewhere(person, draft):
    expire()
    person.page.fill(FIELD, TEXT)
    expect(person.page.locator(STATUS)).to_have_text("登录已过期，还没有保存")
    assert kept(draft) == ""
    with person.page.context.expect_page() as opened:
        person.page.get_by_role("link", name="去登录").click()
    other = opened.value
    log_in(other)
    other.close()
    person.page.evaluate("dispatchEvent(new Event('focus'))")
    expect(person.page.locator(STATUS)).to_contain_text("已自动保存")
    assert kept(draft) == TEXT
    expect(person.page.locator(FIELD)).to_have_value(TEXT)


def test_a_server_that_fails_loses_nothing(person, draft, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(SectionFormView, "post", broken)
    person.page.fill(FIELD, TEXT)
    expect(person.page.locator(STATUS)).to_have_text("还没有保存，稍后再试")
    expect(person.page.locator(FIELD)).to_have_value(TEXT)
    monkeypatch.undo()
    person.page.on("dialog", lambda dialog: dialog.accept())
    person.page.reload()
    person.page.get_by_role("button", name="恢复这些内容").click()
    expect(person.page.locator(FIELD)).to_have_value(TEXT)
    expect(person.page.locator(STATUS)).to_contain_text("已自动保存")
    assert kept(draft) == TEXT
    forgive(person, "500")


def test_a_closed_tab_is_offered_again_and_can_be_let_go(person, draft):
    context = person.page.context
    person.page.route(
        "**/sections/5.2/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    person.page.fill(FIELD, TEXT)
    person.page.close(run_before_unload=False)
    person.page = context.new_page()
    person.visit(path_of(draft))
    expect(person.page.locator(FIELD)).to_have_value("")
    expect(person.page.locator("[data-kept]")).to_contain_text("还没有保存，保留在这个浏览器里")
    person.page.get_by_role("button", name="不用了").click()
    person.visit(path_of(draft))
    assert person.page.locator("[data-kept]").count() == 0
    forgive(person, "ERR_FAILED")


def test_what_is_kept_is_the_accounts_own_and_goes_with_signing_out(person, draft):
    context = person.page.context
    person.page.route(
        "**/sections/5.2/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    person.page.fill(FIELD, TEXT)
    person.page.close(run_before_unload=False)
    person.page = context.new_page()
    person.visit("/desk/")
    assert person.page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('zz-kept:')).length") == 1
    with person.page.expect_navigation():
        person.page.locator("form[action$='/accounts/logout/']").evaluate("form => form.requestSubmit()")
    assert person.page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('zz-kept:')).length") == 0
    forgive(person, "ERR_FAILED")


def test_a_colleague_who_saved_first_is_not_overwritten(person, draft):
    colleague = make_user("operator", "colleague", operator=draft.operator, full_name="王会计")
    theirs = "场地由集团公司无偿提供，使用协议签到2035年底，协议附在材料里。"
    save_section(draft, "5.2", actor=colleague, explanations={"5.2.lease": theirs})
    person.page.fill(FIELD, TEXT)
    expect(person.page.locator(STATUS)).to_have_text("没有自动保存，请点“保存”对照后决定")
    assert kept(draft) == theirs
    person.page.locator("button[name=save]").click()
    expect(person.page.get_by_role("alert")).to_contain_text(theirs)
    expect(person.page.locator(FIELD)).to_have_value(TEXT)
    person.look_over()
    person.page.locator("button[name=save]").click()
    person.page.wait_for_load_state()
    assert kept(draft) == TEXT
    forgive(person, "409")
