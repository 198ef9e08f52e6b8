"""What district, city and operator do about fraud (Article 8): propose, notify, serve, defend, find."""

from collections.abc import Callable

from filings.models import Application, FraudCase
from tests.browser.conftest import Person
from tests.browser.steps.city import send_form
from tests.factories_fraud import ANSWER, DEFENCE, FACTS, FINDING


def propose(person: Person, application: Application, papers: Callable[[str], str]) -> FraudCase:
    """From the menu of the application to the case."""
    person.visit(f"/applications/{application.pk}/")
    person.page.get_by_role("main").locator("details.menu summary").click()
    person.press("提请取消参评资格")
    person.fill(manner="misstated", clause="第五条第（四）项", facts=FACTS, files=papers("核查笔录"))
    send_form(person)
    person.reads("待事先告知", "核查笔录.pdf", "已提请取消参评资格")
    return FraudCase.objects.get(application=application)


def notify_and_serve(person: Person, case: FraudCase) -> None:
    """The notice is issued, then handed over."""
    person.visit("/desk/").press(f"{case.application.space}：弄虚作假核查").press("作出事先告知")
    person.fill(number="郑科诚〔2026〕1号")
    send_form(person)
    person.reads("待送达", "郑科诚〔2026〕1号").press("登记送达")
    person.fill(served_on="2026-03-05", served_how="direct", served_note="前台签收")
    send_form(person)
    person.reads("陈述申辩期", "3月12日（星期四）")


def defend(person: Person, case: FraudCase, papers: Callable[[str], str]) -> None:
    """From the desk to the statement."""
    person.visit("/desk/").reads("请陈述申辩")
    person.press(f"{case.application.space}：弄虚作假核查").press("陈述申辩")
    person.fill(statement=DEFENCE, files=papers("团队说明"))
    send_form(person)
    person.reads("待作出决定", DEFENCE, "团队说明.pdf")


def find(person: Person, case: FraudCase) -> None:
    """The finding is prepared; it waits for a colleague."""
    person.visit(f"/fraud-cases/{case.pk}/").press("认定弄虚作假")
    person.fill(finding=FINDING, on_defence=ANSWER, number="郑科诚〔2026〕2号")
    send_form(person)
    person.reads("待签发：取消参评资格")
