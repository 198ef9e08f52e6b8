"""What the city and its experts do: accept, panel, scores, result, notice, decision."""

from filings.models import Application, ReviewAssignment, User
from tests.browser.conftest import Person

COMMENT = (
    "运营规范，团队与企业质量较好，服务能力扎实，建议继续提高专业服务水平，加强与高校院所的合作，完善导师工作机制。"
)


def send_form(person: Person) -> None:
    """Send the page's own form."""
    with person.page.expect_navigation():
        person.page.locator("main form[method='post'] button[type='submit']").last.click()
    person.look_over()


def accept(person: Person, application: Application) -> None:
    person.visit(f"/applications/{application.pk}/accept/").fill(number="郑科函〔2026〕805号")
    send_form(person)
    person.reads("已受理")


def form_panel(person: Person, application: Application, experts: list[User]) -> None:
    """Assign the experts and begin the review."""
    person.visit(f"/applications/{application.pk}/panel/")
    for expert in experts:
        person.page.locator(f"main [name='experts'][value='{expert.pk}']").check()
    person.fill(due_on="2026-03-20").press("分派所选专家")
    person.visit(f"/applications/{application.pk}/start-review/")
    send_form(person)
    person.visit(f"/applications/{application.pk}/").reads("专家评审中")


def declare_and_score(person: Person, assignment: ReviewAssignment, *, recommend: bool = True) -> None:
    """Declare to be free of conflict, fill in the sheet, submit it for good."""
    person.visit("/review/").visit(f"/review/{assignment.pk}/declare/")
    person.choose("interest", "no")
    person.press("提交声明")
    person.visit(f"/review/{assignment.pk}/")
    share = 0.8 if recommend else 0.4
    for mark in person.page.locator("main .mk input").all():
        full = float(mark.evaluate("e => e.closest('.mk').innerText.match(/([0-9.]+)\\s*分/)[1]"))
        mark.fill(str(round(full * share * 2) / 2))
    for comment in person.page.locator("main .crit textarea").all():
        comment.fill("与申报材料一致。")
    person.choose("recommend", "yes" if recommend else "no")
    person.page.locator("main textarea[name='comment']").fill(COMMENT)
    person.page.wait_for_timeout(1500)
    person.page.get_by_role("button", name="提交评分").click()
    person.page.wait_for_load_state()
    person.look_over()


def finish(person: Person, application: Application) -> None:
    person.visit(f"/applications/{application.pk}/finish-review/").press("确认汇总结果")
    person.visit(f"/applications/{application.pk}/").reads("评审完成")


def publicise(person: Person, application: Application) -> None:
    person.visit(f"/applications/{application.pk}/publicise/").fill(number="郑科公〔2026〕806号")
    send_form(person)
    person.visit(f"/applications/{application.pk}/").reads("公示中")


def approve(person: Person, application: Application) -> None:
    person.visit(f"/applications/{application.pk}/approve/").fill(number="郑科备〔2026〕807号")
    send_form(person)
    person.visit(f"/applications/{application.pk}/").reads("待签发")


def reject(person: Person, application: Application) -> None:
    person.visit(f"/applications/{application.pk}/reject/").fill(number="郑科函〔2026〕808号")
    clause = person.page.locator("main select[name$='-clause']").first
    clause.select_option(index=1)
    person.page.locator("main textarea[name$='-text']").first.fill("专家评审未通过，团队与企业质量不足。")
    send_form(person)
    person.visit(f"/applications/{application.pk}/").reads("待签发")
