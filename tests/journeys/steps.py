"""The steps of a filing as people take them on the pages: operator, district, city, experts. One function a step."""

from datetime import date, timedelta

from filings import models as m
from filings.rules.periods import add_years
from filings.selectors.verification import verification_sheet
from tests.factories import TODAY, fill_incubation, fill_resources
from tests.journeys.world import EXPERTS, PASSWORD, USCC, Person, evidence_for, the_application, upload

SPACE = "云帆智造众创空间"
FINDING = "已核对原件，属实。"
COMMENT = (
    "该众创空间方向清楚，服务队伍稳定，团队和企业质量较好，投融资对接有实际成效，运营机制健全并能够执行，请按程序办理。"
)


def page_of(action: str = "") -> str:
    """The page of the only application, or of an action on it."""
    return f"/applications/{the_application().pk}/{action}"


# Operator --------------------------------------------------------------------------------------------------------


def register() -> None:
    """The code, then organisation and account; the district confirms; the operator signs in with its password."""
    visitor = Person()
    answer = visitor.sends("/accounts/register/", uscc=USCC)
    visitor.sends(
        answer["Location"],
        name="郑州云帆创业孵化服务有限公司",
        legal_representative="张志远",
        registered_address="郑州市科学大道1号",
        district="gxq",
        licence=upload("business_licence.pdf"),
        full_name="张晓梅",
        phone="13800001234",
        username="operator1",
        password1=PASSWORD,
        password2=PASSWORD,
    )
    operator = m.Operator.objects.get()
    clerk = Person("clerk")
    clerk.reads("/operators/", operator.name)
    clerk.sends(f"/operators/{operator.pk}/confirm/")
    visitor.sends("/accounts/login/", login="operator1", password=PASSWORD)
    visitor.reads("/desk/", operator.name)


def set_up_space() -> m.Space:
    """Organisation, space, site and a team by hand; the other rows are there already, as an import would bring them."""
    operator = Person("operator1")
    stored = m.Operator.objects.get()
    kept = {
        name: getattr(stored, name)
        for name in ("name", "legal_representative", "registered_address", "contact_name", "contact_phone")
    }
    declared = dict.fromkeys(("independent_legal_entity", "registered_in_city", "registered_at_site"), "True")
    operator.sends("/organisation/", **kept, **declared, operating_since=add_years(TODAY, -3).isoformat())
    operator.sends("/spaces/new/", name=SPACE, district="gxq", kind="comprehensive", low_cost="True")
    space = m.Space.objects.get()
    add_site(operator, space)
    add_team(operator, space)
    fill_incubation(space, TODAY)
    fill_resources(space, add_years(TODAY, -2))
    return space


def add_site(operator: Person, space: m.Space) -> None:
    """800 m² of its own lease, 60 seats, all venues."""
    operator.sends(
        f"/spaces/{space.pk}/registers/sites/new/",
        address="郑州高新技术产业开发区长椿路11号",
        district="gxq",
        total_area_m2="800",
        service_area_m2="640",
        workstations="60",
        concentrated="on",
        has_meeting_room="on",
        has_training_room="on",
        has_roadshow_venue="on",
        tenure="leased",
        lease_from="2025-01-01",
        lease_to="2032-12-31",
        valid_from="2024-01-02",
    )


def add_team(operator: Person, space: m.Space) -> None:
    operator.sends(
        f"/spaces/{space.pk}/registers/residents/new/",
        kind="team",
        name="云麓微振动监测项目组",
        field="智能传感",
        headcount="4",
        entered_on=date(2025, 6, 3).isoformat(),
    )


def apply(space: m.Space, round_: m.Round) -> None:
    """A draft, each section confirmed with its evidence, submitted with every declaration."""
    operator = Person("operator1")
    operator.sends("/applications/new/", space=space.pk, kind=space.kind, round_=round_.pk)
    for number in range(1, 9):
        fill_in(operator, f"5.{number}")
    page = operator.reads(page_of("submit/"), "内容已填写完整，可以提交")
    operator.posts(page_of("submit/"), **dict.fromkeys(page.context["form"].fields, "on"))


def fill_in(operator: Person, code: str) -> None:
    """One section: data confirmed, a file for each document that has none."""
    section = page_of(f"sections/{code}/")
    operator.posts(f"{section}confirm/")
    page = operator.reads(section, "数据已确认")
    for item in page.context["evidence"]:
        required = item["evidence"].required
        if not item["evidence"].is_there:
            document = required.any_of[0].code
            sent = {"requirement": required.code, "document": document, "files": evidence_for(document)}
            operator.posts(f"{section}upload/", **sent)


# District --------------------------------------------------------------------------------------------------------


def verify() -> None:
    """Every item 属实, as the workspace leads on."""
    clerk = Person("clerk")
    application = the_application()
    clerk.reads("/queue/", application.space.name)
    clerk.posts(page_of("take/"), handler="")
    find_true(clerk, [item.id for item in verification_sheet(application).items])


def verify_again(*words: str) -> None:
    """What was corrected, told from what was found before; the page of the first shows these words."""
    clerk = Person("clerk")
    items = [item.id for item in verification_sheet(the_application()).unmarked]
    clerk.reads(page_of("verify/?item=5.2.workstations"), "与上次提交不同", *words)
    find_true(clerk, items)


def find_true(clerk: Person, items: list[str]) -> None:
    """Each 属实, on its own page."""
    for item in items:
        page = clerk.reads(page_of(f"verify/?item={item}"))
        kept = page.context["form"].initial["keep"]
        values = {field.html_name: shown(field.value()) for field in page.context["form"].value_fields}
        given = {name: value for name, value in values.items() if value is not None}
        clerk.posts(page_of(f"verify/?item={item}"), verdict="confirmed", finding=FINDING, keep=kept, **given)


def shown(value: object) -> object:
    """A value as the control sends it."""
    return value.isoformat() if isinstance(value, date) else value


def recommend(number: str = "郑高科函〔2026〕3号") -> None:
    """Prepared by the clerk, signed by a colleague."""
    opinion = "场地固定、服务规范，条件核实属实，同意推荐。"
    letter = {"number": number, "issued_on": TODAY.isoformat()}
    Person("clerk").sends(page_of("recommend/"), opinion=opinion, **letter)
    sign("signer")


def decline() -> None:
    """On every condition that is not met."""
    clerk = Person("clerk")
    failing = [value for value, _ in clerk.reads(page_of("decline/")).context["form"].fields["failing"].choices]
    clerk.posts(
        page_of("decline/"),
        failing=failing,
        number="郑高科通〔2026〕4号",
        issued_on=TODAY.isoformat(),
        clause="",
        reason="",
    )
    sign("signer")


def sign(username: str) -> None:
    """The act that waits, from the list of acts."""
    signer = Person(username)
    act = m.PendingAct.objects.get(status=m.PendingAct.Status.PENDING)
    signer.reads("/acts/", act.application.space.name)
    signer.sends(f"/acts/{act.pk}/")


# City and experts ------------------------------------------------------------------------------------------------


def accept() -> None:
    Person("city1").sends(page_of("accept/"), number="郑科受〔2026〕1号")


def review(*, share: int, recommends: bool) -> None:
    """A panel of three: assigned, begun, declared, scored, summed up."""
    clerk = Person("city1")
    experts = list(m.User.objects.filter(username__in=EXPERTS).values_list("pk", flat=True))
    due_on = (TODAY + timedelta(days=14)).isoformat()
    clerk.sends(page_of("panel/"), experts=experts, due_on=due_on, cleared="")
    clerk.sends(page_of("start-review/"))
    for username in EXPERTS:
        score(Person(username), share=share, recommends=recommends)
    clerk.sends(page_of("finish-review/"))


def score(expert: Person, *, share: int, recommends: bool) -> None:
    """Declared free of conflict, dossier read, so many per cent of the marks."""
    place = m.ReviewAssignment.objects.get(expert=expert.session["_auth_user_id"])
    expert.sends(f"/review/{place.pk}/declare/", interest="no")
    expert.reads(f"/review/{place.pk}/dossier/", "申报材料")
    page = expert.reads(f"/review/{place.pk}/", "评分表")
    sheet = {"recommend": "yes" if recommends else "no", "comment": COMMENT}
    for row in page.context["rows"]:
        sheet[row["mark"].html_name] = str(round(row["entry"].full_marks * share / 50) / 2)
        sheet[row["comment"].html_name] = "材料与现场一致。"
    expert.posts(f"/review/{place.pk}/", **sheet)


def publicise() -> None:
    Person("city1").sends(page_of("publicise/"), number="郑科公示〔2026〕1号", working_days="0")


def approve() -> None:
    Person("city1").sends(page_of("approve/"), number="郑科备〔2026〕1号")
    sign("city_sign")


def reject(clause: str, text: str) -> None:
    """One reason with its clause."""
    rows = {"reasons-TOTAL_FORMS": "1", "reasons-INITIAL_FORMS": "0", "reasons-MIN_NUM_FORMS": "1"}
    reason = {"reasons-MAX_NUM_FORMS": "8", "reasons-0-clause": clause, "reasons-0-text": text}
    Person("city1").sends(page_of("reject/"), number="郑科函〔2026〕8号", **rows, **reason)
    sign("city_sign")
