"""What a district does: confirms operators, verifies item by item, recommends or declines, signs."""

from filings.models import Application, Operator
from filings.selectors.verification import verification_sheet
from tests.browser.conftest import Person


def confirm(person: Person, operator: Operator) -> None:
    """From the list of operators to the confirmation."""
    person.visit("/operators/").press(operator.name).press("确认机构").press("确认机构")
    person.reads("已确认")


def verify(person: Person, application: Application) -> None:
    """Every item 属实, one after the other, as the workspace leads on."""
    person.visit("/queue/").press(str(application.space))
    items = verification_sheet(application).items
    person.visit(f"/applications/{application.pk}/verify/")
    for _ in range(len(items)):
        person.choose("verdict", "confirmed")
        person.fill(finding="与材料核对一致，情况属实。")
        with person.page.expect_navigation():
            person.page.get_by_role("button", name="保存，看下一项").click()
    person.look_over().reads(f"已核实{len(items)} / {len(items)}")


def recommend(person: Person, application: Application, number: str = "郑高科函〔2026〕3号") -> None:
    """Prepare the recommendation; it waits for a colleague."""
    person.visit(f"/applications/{application.pk}/verify/").press("推荐")
    person.fill(number=number, issued_on="2026-03-05", opinion="条件齐备、运营规范，同意推荐。")
    person.page.locator("main form button[type='submit']").last.click()
    person.page.wait_for_load_state()
    person.look_over().reads("待签发")


def decline(person: Person, application: Application) -> None:
    """Prepare the refusal on a failing check or a clause with its reason."""
    person.visit(f"/applications/{application.pk}/decline/")
    person.fill(
        number="郑高科函〔2026〕4号",
        issued_on="2026-03-05",
        clause="第五条第（二）项",
        reason="现场核对，场地面积与申报不一致。",
    )
    person.page.locator("main form button[type='submit']").last.click()
    person.page.wait_for_load_state()
    person.look_over().reads("待签发")


def sign(person: Person) -> None:
    """Sign the first act that waits."""
    person.visit("/acts/").press("查看并签发").press("签发")
