"""Makers of people, operators, spaces and their registers, shared by all tests; what a part alone needs stands in
factories_<part>.py beside this. Each maker fills in what the test does not say and returns the saved row.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from io import BytesIO
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from stdnum.cn import uscc

from filings import models as m
from filings.rules.periods import add_months, add_years
from filings.storing import store_bytes
from filings.workflow import Role

TODAY = date(2026, 3, 5)
SHANGHAI = ZoneInfo("Asia/Shanghai")
DISTRICTS = {"gxq": "郑州高新技术产业开发区", "jinshui": "金水区", "zhongyuan": "中原区", "zdxq": "郑东新区"}
MECHANISMS = ("project_selection", "graduation_exit", "financial_management", "mentor_work")

_serial = count(1)


def make_uscc() -> str:
    """A code of eighteen characters with a right check digit, another one each time."""
    body = f"91410100MA{next(_serial):07d}"
    return body + uscc.calc_check_digit(body)


def make_district(slug: str = "gxq", **fields: Any) -> m.District:
    name = DISTRICTS.get(slug, slug)
    return m.District.objects.get_or_create(slug=slug, defaults={"name": name} | fields)[0]


def make_user(role: str, username: str = "", **fields: Any) -> m.User:
    """An account that may sign in at once: no first password to change, second factor set where its role needs one."""
    if role == Role.DISTRICT:
        fields.setdefault("district", make_district())
    if role == Role.OPERATOR and "operator" not in fields:
        fields["operator"] = make_operator()
    username = username or f"{role}{next(_serial)}"
    fields = {"full_name": f"{username}的姓名", "email": f"{username}@example.com"} | fields
    user = m.User.objects.create_user(username, password="Correct-horse-9", role=role, **fields)
    if role in settings.SECOND_FACTOR_ROLES:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "of-tests"})
    return user


def verify_address(user: m.User) -> m.User:
    """The account's address has answered: e-mails go out to it."""
    EmailAddress.objects.create(user=user, email=user.email.lower(), verified=True, primary=True)
    return user


def make_operator(**fields: Any) -> m.Operator:
    """A confirmed operator whose four facts of Article 5 （一） all hold."""
    number = next(_serial)
    district = fields.pop("district", None) or make_district()
    defaults = {
        "name": f"郑州第{number}孵化服务有限公司",
        "uscc": make_uscc(),
        "legal_representative": "王立",
        "registered_address": "郑州市科学大道1号",
        "contact_name": "张晓梅",
        "contact_phone": "13812345678",
        "email": "office@example.com",
        "independent_legal_entity": True,
        "registered_in_city": True,
        "registered_at_site": True,
        "operating_since": date(2022, 1, 4),
        "status": m.Operator.Status.CONFIRMED,
    }
    return m.Operator.objects.create(district=district, **defaults | fields)


@cache
def pdf_bytes(pages: int = 2) -> bytes:
    """A real PDF of blank pages."""
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def make_file(operator: m.Operator | None = None, name: str = "材料.pdf", pages: int = 2) -> m.StoredFile:
    return store_bytes(
        pdf_bytes(pages), name=name, content_type="application/pdf", pages=pages, actor=None, operator=operator
    )


def make_space(operator: m.Operator | None = None, **fields: Any) -> m.Space:
    """A space without any register row."""
    operator = operator or make_operator()
    district = fields.pop("district", None) or operator.district
    defaults = {"name": f"云帆第{next(_serial)}工场", "kind": m.Space.Kind.COMPREHENSIVE}
    return m.Space.objects.create(operator=operator, district=district, **defaults | fields)


def make_site(space: m.Space, **fields: Any) -> m.Site:
    """800 m² of its own, 640 of them service area, 60 seats, all three venues, concentrated."""
    defaults = {
        "address": "郑州市长椿路11号",
        "district": space.district,
        "total_area_m2": Decimal("800.00"),
        "service_area_m2": Decimal("640.00"),
        "workstations": 60,
        "concentrated": True,
        "has_meeting_room": True,
        "has_training_room": True,
        "has_roadshow_venue": True,
        "tenure": m.Site.Tenure.OWNED,
        "valid_from": date(2022, 1, 4),
    }
    return m.Site.objects.create(space=space, **defaults | fields)


def resident_fields(**fields: Any) -> dict[str, Any]:
    """A team that entered on 2025-01-06; `kind="startup"` gives one founded the August before."""
    number = next(_serial)
    defaults = {
        "kind": m.Resident.Kind.TEAM,
        "name": f"第{number}项目组",
        "entered_on": date(2025, 1, 6),
        "field": "智能传感",
        "headcount": 4,
        "contact_name": "李工",
        "contact_phone": "13900001234",
    }
    if fields.get("kind") == m.Resident.Kind.STARTUP:
        defaults |= {"name": f"郑州第{number}科技有限公司", "uscc": make_uscc(), "founded_on": date(2024, 8, 1)}
    return defaults | fields


def make_resident(space: m.Space, **fields: Any) -> m.Resident:
    return m.Resident.objects.create(space=space, **resident_fields(**fields))


def make_case(space: m.Space, **fields: Any) -> m.IncubationCase:
    defaults = {"title": f"第{next(_serial)}个案例", "on": date(2025, 9, 1), "summary": "从项目到首笔订单。"}
    return m.IncubationCase.objects.create(space=space, **defaults | fields)


def make_financing(space: m.Space, resident: m.Resident | None = None, **fields: Any) -> m.FinancingEvent:
    resident = resident or make_resident(space)
    defaults = {"on": date(2025, 10, 9), "amount_wan": Decimal("50.00"), "investor": "郑州某创业投资基金"}
    return m.FinancingEvent.objects.create(space=space, resident=resident, **defaults | fields)


def make_activity(space: m.Space, **fields: Any) -> m.Activity:
    defaults = {
        "on": date(2025, 11, 6),
        "title": f"第{next(_serial)}场路演",
        "kind": m.Activity.Kind.ROADSHOW,
        "participants": 30,
    }
    return m.Activity.objects.create(space=space, **defaults | fields)


def make_staff(space: m.Space, **fields: Any) -> m.StaffMember:
    defaults = {"name": "陈静", "full_time": True, "degree": m.StaffMember.Degree.BACHELOR, "position": "项目经理"}
    return m.StaffMember.objects.create(space=space, **defaults | {"valid_from": date(2024, 1, 2)} | fields)


def make_mentor(space: m.Space, **fields: Any) -> m.Mentor:
    defaults = {"name": "赵明", "background": m.Mentor.Background.INVESTOR, "employer": "郑州某投资公司"}
    return m.Mentor.objects.create(space=space, **defaults | {"valid_from": date(2024, 1, 2)} | fields)


def make_fund(space: m.Space, **fields: Any) -> m.Fund:
    defaults = {"kind": m.Fund.Kind.OWN, "name": "种子资金", "amount_wan": Decimal("150.00")}
    return m.Fund.objects.create(space=space, **defaults | {"valid_from": date(2024, 1, 2)} | fields)


def make_institution(space: m.Space, **fields: Any) -> m.PartnerInstitution:
    defaults = {"name": "某银行科技支行", "agreement": "科创贷款合作协议", "valid_from": date(2024, 1, 2)}
    return m.PartnerInstitution.objects.create(space=space, **defaults | fields)


def make_equipment(space: m.Space, **fields: Any) -> m.Equipment:
    defaults = {"name": "三坐标测量机", "model": "CMM-8", "items": 2, "valid_from": date(2024, 1, 2)}
    return m.Equipment.objects.create(space=space, **defaults | fields)


def make_document(space: m.Space, kind: str, **fields: Any) -> m.SpaceDocument:
    """A written statement or mechanism in force since 2024-01-02."""
    fields.setdefault("file", None)
    fields["file"] = fields["file"] or make_file(space.operator)
    title = m.SpaceDocument.Kind(kind).label
    return m.SpaceDocument.objects.create(
        space=space, kind=kind, **{"title": title, "valid_from": date(2024, 1, 2)} | fields
    )


def make_compliant_space(
    kind: str = "comprehensive", as_of: date = TODAY, operator: m.Operator | None = None, **fields: Any
) -> m.Space:
    """A space whose registers pass every check of its kind on `as_of`, each with a little to spare.

    24 teams, 8 teams incorporated within the year, 4 startups (so 12 of 36 are startups, 8 of 32 teams incorporated);
    30 of the 36 in the field; 4 cases, 3 financed residents, 12 activities; 6 full-time staff (4 with a degree),
    4 mentors, own fund of 150.00, a partner institution, 5 items of equipment, every document.
    """
    professional = kind == m.Space.Kind.PROFESSIONAL
    lead = {
        "lead_name": "郑州某装备集团",
        "lead_type": "leading_enterprise",
        "focus_field": "智能传感",
        "open_platform": True,
    }
    operator = operator or make_operator(operating_since=add_years(as_of, -3))
    space = make_space(operator, **{"kind": kind, "low_cost": True} | (lead if professional else {}) | fields)
    begun = add_years(as_of, -2)
    area = {"total_area_m2": Decimal("1500.00"), "service_area_m2": Decimal("1200.00")} if professional else {}
    make_site(space, valid_from=begun, **area)
    fill_incubation(space, as_of)
    fill_resources(space, begun)
    return space


def fill_incubation(space: m.Space, as_of: date) -> None:
    """Residents, cases, financing and activities of a compliant space."""
    entered, lately = add_months(as_of, -14), add_months(as_of, -4)
    others = {"field": "文化创意", "entered_on": entered}
    startup = {"kind": "startup", "entered_on": entered, "founded_on": add_months(entered, -5)}
    rows = [resident_fields(entered_on=entered) for _ in range(18)]
    rows += [resident_fields(**others) for _ in range(6)]
    rows += [
        resident_fields(
            entered_on=entered, incorporated_on=lately, company_name=f"郑州启衡{number}科技有限公司", uscc=make_uscc()
        )
        for number in range(1, 9)
    ]
    rows += [resident_fields(**startup) for _ in range(4)]
    residents = m.Resident.objects.bulk_create(m.Resident(space=space, **row) for row in rows)
    for number in range(4):
        make_case(space, resident=residents[24 + number], on=lately)
    for number in range(3):
        make_financing(space, residents[24 + number], on=lately)
    for number in range(12):
        make_activity(space, on=lately + timedelta(days=number))


def fill_resources(space: m.Space, begun: date) -> None:
    """Staff, mentors, funds, institutions, equipment and documents of a compliant space."""
    degrees = ("master", "bachelor", "bachelor", "bachelor", "below", "below")
    for number, degree in enumerate(degrees, 1):
        make_staff(space, name=f"服务人员{number}", degree=degree, valid_from=begun)
    for number in range(1, 5):
        make_mentor(space, name=f"导师{number}", valid_from=begun)
    make_fund(space, valid_from=begun)
    make_institution(space, valid_from=begun)
    make_equipment(space, items=5, valid_from=begun)
    file = make_file(space.operator)
    for kind in m.SpaceDocument.Kind.values:
        make_document(space, kind, file=file, valid_from=begun)


def make_round(**fields: Any) -> m.Round:
    """A round open from the first of the year to the end of June, for both kinds."""
    defaults = {
        "title": f"2026年第{next(_serial)}批",
        "kinds": ["comprehensive", "professional"],
        "opens_at": datetime(2026, 1, 1, 8, 30, tzinfo=SHANGHAI),
        "closes_at": datetime(2026, 6, 30, 17, 30, tzinfo=SHANGHAI),
        "legal_basis": "《郑州市众创空间管理办法》",
        "declarations": ["没有逾期未完成的市级科技计划项目"],
    }
    return m.Round.objects.create(**defaults | fields)


def make_application(space: m.Space, state: str = "draft", **fields: Any) -> m.Application:
    """The bare row in a state, without snapshot or history: for what only reads it. Other states are reached by services."""
    submitted = {
        "number": f"2026-{next(_serial):04d}",
        "as_of": TODAY,
        "submitted_at": datetime.combine(TODAY, datetime.min.time(), tzinfo=SHANGHAI),
    }
    defaults = {"kind": space.kind, "operator": space.operator, "district": space.district}
    fields.setdefault("round", None)
    fields["round"] = fields["round"] or make_round()
    creator = fields.pop("created_by", None) or make_user(Role.OPERATOR, operator=space.operator)
    given = defaults | (submitted if state != "draft" else {}) | fields
    return m.Application.objects.create(space=space, state=state, created_by=creator, **given)


def make_filing(space: m.Space, **fields: Any) -> m.Filing:
    """A filing in force with the approved application it needs; ended ones take `state` and `ended_on`."""
    application = fields.pop("application", None) or make_application(space, state="approved")
    serial = next(_serial)
    defaults = {
        "year": 2026,
        "serial": serial,
        "operator": application.operator,
        "kind": application.kind,
        "filed_on": TODAY,
        "code": f"CODE{serial:08d}",
    }
    return m.Filing.objects.create(space=space, application=application, **defaults | fields)


def make_historic_filing(space: m.Space | None = None, **fields: Any) -> m.Filing:
    """A filing from before the system: no application, its number as it was given then."""
    space = space or make_space()
    serial = next(_serial)
    defaults = {
        "year": 2023,
        "old_number": f"郑科众创〔2023〕第{serial}号",
        "operator": space.operator,
        "kind": space.kind,
        "filed_on": date(2023, 6, 1),
        "code": f"OLD{serial:09d}",
    }
    return m.Filing.objects.create(space=space, **defaults | fields)
