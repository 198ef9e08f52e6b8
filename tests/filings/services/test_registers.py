"""Spaces and register rows: what is written, what is refused and why."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from filings.errors import WorkflowRefused
from filings.models import FinancingEvent, IncubationCase, Resident, Site, Space, SpaceDocument
from filings.selectors.facts import register_rows
from filings.selectors.registers import REGISTERS
from filings.services.registers import (
    LOCKED_EXPLANATION,
    create_space,
    delete_row,
    end_row,
    is_deletable,
    save_row,
    save_space,
)
from tests.factories import (
    TODAY,
    make_activity,
    make_application,
    make_case,
    make_district,
    make_document,
    make_filing,
    make_financing,
    make_mentor,
    make_resident,
    make_site,
    make_space,
    make_uscc,
    make_user,
    pdf_bytes,
    resident_fields,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def space():
    return make_space()


@pytest.fixture
def actor(space):
    return make_user("operator", operator=space.operator)


def freeze(space):
    """A snapshot of the space's rows as a submission leaves it."""
    application = make_application(space, state="submitted")
    return application.snapshots.create(
        sequence=1, ruleset="zhengzhou-1", as_of=TODAY, facts={}, result={}, files=[], sections={}, digest="0" * 64,
        rows=register_rows(space, as_of=TODAY).as_json(),
    )  # fmt: skip


def problems_of(caught):
    return caught.value.message_dict


def test_create_space_belongs_to_the_actors_organisation(actor, space):
    created = create_space(Space(name="新空间", district=space.district), actor=actor)
    assert (created.operator_id, created.name) == (actor.operator_id, "新空间")


def test_create_space_without_an_organisation_is_refused(space):
    with pytest.raises(WorkflowRefused, match="您的账号还没有所属机构"):
        create_space(Space(name="新空间", district=space.district), actor=make_user("operator", operator=None))
    assert Space.objects.filter(name="新空间").count() == 0


def test_one_name_once_in_an_organisation(actor, space):
    with pytest.raises(ValidationError) as caught:
        create_space(Space(name=space.name, district=space.district), actor=actor)
    assert problems_of(caught) == {"name": ["本机构已有同名的众创空间，请换一个名称。"]}
    make_space(name=space.name)  # another organisation's may


@pytest.mark.parametrize("change", [{"name": "改名"}, {"district": "jinshui"}])
def test_name_and_district_stay_while_a_filing_is_in_force(actor, space, change):
    make_filing(space)
    edited = Space.objects.get(pk=space.pk)
    edited.introduction = "新简介"
    save_space(edited, actor=actor)
    edited.name = change.get("name", edited.name)
    if "district" in change:
        edited.district = make_district("jinshui")
    with pytest.raises(WorkflowRefused) as caught:
        save_space(edited, actor=actor)
    assert caught.value.explanation == LOCKED_EXPLANATION
    space.refresh_from_db()
    assert (space.introduction, space.district_id) == ("新简介", "gxq")


def test_the_district_stays_once_sites_or_applications_rest_on_it(actor, space):
    site = make_site(space)
    space.district = make_district("jinshui")
    with pytest.raises(ValidationError) as caught:
        save_space(space, actor=actor)
    assert problems_of(caught) == {"district": ["已登记的场地都在原来的区县。请先处理场地，再修改所在区县。"]}
    site.delete()
    make_application(space, state="declined", district=make_district())
    with pytest.raises(ValidationError) as caught:
        save_space(space, actor=actor)
    assert problems_of(caught) == {"district": ["已提交过申请，所在区县不能再修改。"]}


def test_another_organisations_register_is_refused(space):
    row = Resident(space=space, **resident_fields())
    with pytest.raises(WorkflowRefused, match="只有本机构的成员可以修改登记名册"):
        save_row(row, REGISTERS["residents"], actor=make_user("operator"))
    assert Resident.objects.count() == 0


def test_sites_in_another_district_are_refused_with_the_reason(actor, space):
    site = Site(
        space=space, address="农业路1号", district=make_district("jinshui"), total_area_m2=500, service_area_m2=400,
        workstations=50, tenure="owned", valid_from=TODAY,
    )  # fmt: skip
    with pytest.raises(ValidationError) as caught:
        save_row(site, REGISTERS["sites"], actor=actor)
    message = "一个众创空间的全部场地应在同一个区县（郑州高新技术产业开发区）。其他区县的场地请另行登记众创空间。"
    assert problems_of(caught) == {"district": [message]}


def test_sites_are_locked_while_a_filing_is_in_force_and_other_registers_are_not(actor, space):
    site, mentor = make_site(space), make_mentor(space)
    make_filing(space)
    for act in (
        lambda: save_row(site, REGISTERS["sites"], actor=actor),
        lambda: end_row(site, REGISTERS["sites"], actor=actor, on=TODAY),
        lambda: delete_row(site, REGISTERS["sites"], actor=actor),
    ):
        with pytest.raises(WorkflowRefused) as caught:
            act()
        assert caught.value.explanation == LOCKED_EXPLANATION
    end_row(mentor, REGISTERS["mentors"], actor=actor, on=TODAY)
    mentor.refresh_from_db()
    assert mentor.valid_until == TODAY
    assert Site.objects.get().valid_until is None


@pytest.mark.parametrize(
    ("entered", "left", "refused"),
    [
        (date(2025, 3, 1), None, True),
        (date(2024, 1, 1), date(2025, 1, 6), True),  # the first day of the other
        (date(2024, 1, 1), date(2025, 1, 5), False),
        (date(2025, 7, 1), None, False),  # came back after leaving
    ],
)
def test_a_resident_is_not_in_residence_twice_at_a_time(actor, space, entered, left, refused):
    make_resident(space, name="微振动监测组", entered_on=date(2025, 1, 6), left_on=date(2025, 6, 30))
    row = Resident(space=space, **resident_fields(name="微振动监测组", entered_on=entered, left_on=left))
    if refused:
        with pytest.raises(ValidationError) as caught:
            save_row(row, REGISTERS["residents"], actor=actor)
        message = "“微振动监测组”已经登记（2025-01-06入驻），请在原来的一行修改。"
        assert problems_of(caught) == {"name": [message]}
    else:
        assert save_row(row, REGISTERS["residents"], actor=actor).pk


def test_one_code_is_not_in_residence_twice(actor, space):
    code = make_uscc()
    make_resident(space, kind="startup", name="郑州听澜传感科技有限公司", uscc=code)
    row = Resident(space=space, **resident_fields(kind="startup", name="听澜", uscc=code))
    with pytest.raises(ValidationError) as caught:
        save_row(row, REGISTERS["residents"], actor=actor)
    message = "这个代码已登记在“郑州听澜传感科技有限公司”（2025-01-06入驻），请在原来的一行修改。"
    assert problems_of(caught) == {"uscc": [message]}
    other = make_space()
    row.space = other
    save_row(row, REGISTERS["residents"], actor=make_user("operator", operator=other.operator))


def test_financing_comes_to_a_resident_of_the_space_while_in_residence(actor, space):
    resident = make_resident(space, name="气敏材料组", left_on=date(2025, 6, 30))
    event = FinancingEvent(space=space, resident=resident, on=date(2025, 7, 1), amount_wan=50, investor="基金")
    with pytest.raises(ValidationError) as caught:
        save_row(event, REGISTERS["financing"], actor=actor)
    assert problems_of(caught) == {"on": ["到账时应在驻（气敏材料组2025-01-06至2025-06-30在驻），请核对。"]}
    event.on = date(2025, 6, 30)
    save_row(event, REGISTERS["financing"], actor=actor)
    event.resident = make_resident(make_space())
    with pytest.raises(ValidationError) as caught:
        save_row(event, REGISTERS["financing"], actor=actor)
    assert problems_of(caught) == {"resident": ["请选择本空间的团队或企业。"]}


def test_a_case_does_not_come_before_its_resident(actor, space):
    resident = make_resident(space)
    case = IncubationCase(space=space, resident=resident, title="案例", on=date(2025, 1, 5), summary="说明")
    with pytest.raises(ValidationError) as caught:
        save_row(case, REGISTERS["cases"], actor=actor)
    assert problems_of(caught) == {"on": ["不能早于该团队或企业的入驻日（2025-01-06），请核对。"]}
    case.resident = None
    assert save_row(case, REGISTERS["cases"], actor=actor).pk


def test_time_in_residence_does_not_shrink_under_its_events(actor, space):
    resident = make_resident(space)
    make_financing(space, resident, on=date(2025, 10, 9))
    make_case(space, resident=resident, on=date(2025, 9, 1))
    with pytest.raises(ValidationError) as caught:
        end_row(resident, REGISTERS["residents"], actor=actor, on=date(2025, 10, 8))
    assert problems_of(caught) == {"left_on": ["已登记2025-10-09到账的融资，迁出日不能早于这一天，请核对。"]}
    resident.left_on, resident.entered_on = None, date(2025, 9, 2)
    with pytest.raises(ValidationError) as caught:
        save_row(resident, REGISTERS["residents"], actor=actor)
    assert problems_of(caught) == {"entered_on": ["已登记2025-09-01的案例或融资，入驻日不能晚于这一天，请核对。"]}


def test_the_last_day_is_not_before_the_first(actor, space):
    mentor = make_mentor(space, valid_from=date(2025, 1, 2))
    with pytest.raises(ValidationError) as caught:
        end_row(mentor, REGISTERS["mentors"], actor=actor, on=date(2025, 1, 1))
    assert problems_of(caught) == {"on": ["不能早于起始日（2025-01-02），请核对。"]}
    assert end_row(mentor, REGISTERS["mentors"], actor=actor, on=date(2025, 1, 2)).valid_until == date(2025, 1, 2)


def test_a_startup_out_of_a_team_does_not_leave_before_it_was_one(actor, space):
    resident = make_resident(space, incorporated_on=date(2025, 5, 6))
    with pytest.raises(ValidationError) as caught:
        end_row(resident, REGISTERS["residents"], actor=actor, on=date(2025, 5, 5))
    assert problems_of(caught) == {"on": ["不能早于注册为企业的日期（2025-05-06），请核对。"]}


def test_a_row_that_stood_in_a_submission_is_ended_and_never_deleted(actor, space):
    counted, fresh = make_resident(space), make_mentor(space)
    freeze(space)
    new = make_resident(space)
    with pytest.raises(WorkflowRefused) as caught:
        delete_row(counted, REGISTERS["residents"], actor=actor)
    assert caught.value.explanation == "这一行已计入提交过的申请，不能删除。不再有效的，请填写截止日。"
    with pytest.raises(WorkflowRefused):
        delete_row(fresh, REGISTERS["mentors"], actor=actor)
    delete_row(new, REGISTERS["residents"], actor=actor)
    end_row(counted, REGISTERS["residents"], actor=actor, on=TODAY)
    assert [(row.pk, row.left_on) for row in Resident.objects.all()] == [(counted.pk, TODAY)]


def test_a_counted_event_has_no_last_day_and_is_amended_instead(actor, space):
    activity = make_activity(space)
    freeze(space)
    with pytest.raises(WorkflowRefused, match="填写有误的，请修改这一行"):
        delete_row(activity, REGISTERS["activities"], actor=actor)
    with pytest.raises(WorkflowRefused, match="活动按日期统计，不用填写截止日"):
        end_row(activity, REGISTERS["activities"], actor=actor, on=TODAY)


def test_an_event_that_was_struck_stays_as_it_is(actor, space):
    row = make_activity(space, struck_on=date(2026, 3, 1), struck_reason="无签到表")
    for write in (save_row, delete_row):
        with pytest.raises(WorkflowRefused) as refused:
            write(row, REGISTERS["activities"], actor=actor)
        assert refused.value.explanation == "这一行经区县核实不予认定（2026-03-01起不计入），不能修改或删除。"
    assert not is_deletable(row, REGISTERS["activities"])


def test_a_resident_with_financing_on_record_is_not_deleted(actor, space):
    resident = make_resident(space)
    make_financing(space, resident)
    with pytest.raises(WorkflowRefused, match="还有典型案例或融资记录"):
        delete_row(resident, REGISTERS["residents"], actor=actor)
    assert Resident.objects.filter(pk=resident.pk).exists()


def test_a_document_is_stored_with_its_file_and_kept_without_a_new_one(actor, space):
    upload = SimpleUploadedFile("收费标准.pdf", pdf_bytes(3), content_type="application/pdf")
    row = SpaceDocument(space=space, kind="price_list", title="收费标准", valid_from=TODAY)
    saved = save_row(row, REGISTERS["documents"], actor=actor, upload=upload)
    assert (saved.file.name, saved.file.pages, saved.file.operator_id) == ("收费标准.pdf", 3, space.operator_id)
    saved.title = "收费标准（2026年）"
    assert save_row(saved, REGISTERS["documents"], actor=actor).file_id == saved.file_id


def test_an_unreadable_file_leaves_no_row(actor, space):
    upload = SimpleUploadedFile("收费标准.pdf", b"%PDF-broken", content_type="application/pdf")
    row = SpaceDocument(space=space, kind="price_list", title="收费标准", valid_from=TODAY)
    with pytest.raises(ValidationError):
        save_row(row, REGISTERS["documents"], actor=actor, upload=upload)
    assert SpaceDocument.objects.count() == 0


def test_documents_can_be_ended(actor, space):
    document = make_document(space, "price_list")
    assert end_row(document, REGISTERS["documents"], actor=actor, on=TODAY).valid_until == TODAY
