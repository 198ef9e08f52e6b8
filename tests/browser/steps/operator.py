"""What an operator does: registers, describes itself and its space, fills in a draft, submits."""

from collections.abc import Callable

from filings.models import Application, Round, Space
from filings.selectors.applications import draft_of
from tests.browser.conftest import Person
from tests.factories import TODAY

VENUES = ("concentrated", "has_meeting_room", "has_training_room", "has_roadshow_venue")


def register(person: Person, uscc: str, licence: str) -> None:
    """From the home page to an account that waits for the district."""
    person.visit("/").press("运营机构登记")
    person.fill(uscc=uscc).press("下一步")
    person.fill(
        name="郑州启明孵化服务有限公司",
        legal_representative="李四",
        registered_address="郑州市科学大道2号",
        district="gxq",
        licence=licence,
        full_name="张三",
        phone="13812345678",
        email="zhang@example.com",
        username="zhang_san",
        password1="Correct-horse-9",
        password2="Correct-horse-9",
    ).press("提交登记")
    person.reads("登记成功")


def describe_organisation(person: Person) -> None:
    """The four facts of Article 5 （一） on the organisation's page."""
    person.visit("/organisation/").fill(
        independent_legal_entity="True",
        registered_in_city="True",
        registered_at_site="True",
        operating_since="2022-01-04",
    ).press("保存")


def open_space(person: Person) -> Space:
    """A comprehensive space with one site and one resident entered by hand."""
    person.visit("/spaces/new/").fill(name="启明众创空间", kind="comprehensive", district="gxq", low_cost="True")
    person.press("保存")
    space = Space.objects.get(name="启明众创空间")
    person.visit(f"/spaces/{space.pk}/registers/sites/new/").fill(
        address="郑州市科学大道2号",
        total_area_m2="800",
        service_area_m2="640",
        workstations="60",
        tenure="owned",
        valid_from="2024-01-02",
    )
    for name in VENUES:
        person.page.locator(f"main [name='{name}']").check()
    person.press("保存")
    person.visit(f"/spaces/{space.pk}/registers/residents/new/").fill(
        kind="team", name="微振动监测组", entered_on="2025-06-01", headcount="4"
    ).press("保存")
    assert space.residents.get().name == "微振动监测组"
    return space


def begin_draft(person: Person, space: Space) -> Application:
    """A new draft of the only open round."""
    current = str(Round.objects.get().pk)
    person.visit("/applications/new/").fill(space=str(space.pk), kind="comprehensive", round_=current)
    person.press("建立草稿")
    return Application.objects.get(space=space)


def fill_in(person: Person, application: Application, papers: Callable[[str], str]) -> None:
    """Every section: papers into their drop zones, then the data confirmed."""
    for task in draft_of(application, as_of=TODAY).tasks:
        path = f"/applications/{application.pk}/sections/{task.code}/"
        person.visit(path)
        for evidence in task.evidence:
            if evidence.is_uploaded_here and not evidence.is_there:
                upload(person, path, evidence.required.code, papers(evidence.required.label))
        if person.page.get_by_role("button", name="确认数据").count():
            person.press("确认数据")


def upload(person: Person, path: str, requirement: str, paper: str) -> None:
    """One paper into the drop zone of its requirement; sent as soon as it is chosen."""
    form = person.page.locator(f"form:has(input[name='requirement'][value='{requirement}'])")
    with person.page.expect_navigation():
        form.locator("input[type='file']").set_input_files(paper)
    person.visit(path)


def submit(person: Person, application: Application) -> None:
    """核对并提交 with every declaration ticked."""
    person.visit(f"/applications/{application.pk}/submit/")
    for box in person.page.locator("#submit-form input[type='checkbox']").all():
        box.check()
    person.press("提交申请")
    person.reads("区县审核")
