"""The visit to the site: figures counted beside the claim, what differs as a hint at its check and a proposal, who sees it."""

from datetime import time

import pytest
from django.urls import reverse

from filings.errors import WorkflowRefused
from filings.models import HistoryLine, SiteVisit, Verification
from filings.selectors.site_visits import counted
from filings.selectors.verification import verification_sheet
from filings.services.signing import sign_act
from filings.workflow import Role
from tests.factories import make_compliant_space, make_user
from tests.factories_applications import make_submitted
from tests.factories_district import clerk_of, make_photo, prepare, take_out, verify_all, visit

pytestmark = pytest.mark.django_db
SEATS = "5.2.workstations"
HINT = "创业工位：申报60个，现场55个"
PROPOSED = "2026-03-05实地核查清点：创业工位申报60个，现场55个。"


@pytest.fixture
def application():
    return make_submitted(make_compliant_space(name="启明星众创空间"))


@pytest.fixture
def desk(client, application):
    client.force_login(clerk_of(application))
    return client


def page_of(application):
    return reverse("filings:application-site-visit", args=[application.pk])


def item_of(application, item, **query):
    extra = "".join(f"&{name}={value}" for name, value in query.items())
    return f"{reverse('filings:application-verify', args=[application.pk])}?item={item}{extra}"


def filled(**changed):
    given = {"on": "2026-03-05", "at_time": "09:10", "officer_1": "李静", "officer_2": "赵晨", "consistent": "no"}
    given |= {"findings": "少五个工位。", "value_site__workstations": "55", "value_site__total_area_m2": "800"}
    given |= {"value_site__has_meeting_room": "yes", "value_staff__full_time": "5"}
    return given | {"photos": [make_photo()]} | changed


def test_what_was_claimed_stands_beside_what_is_typed(desk, application):
    html = desk.get(page_of(application)).content.decode()
    for words in ("申报60个", "申报800.00㎡", "申报是", "现场在岗的专职服务人员", 'capture="environment"'):
        assert words in html
    assert f'data-keep="{clerk_of(application).pk}"' in html


def test_what_was_counted_is_kept_beside_the_claim(desk, application):
    answer = desk.post(page_of(application), filled())
    assert answer.status_code == 302
    record = SiteVisit.objects.get()
    assert (record.at_time, record.officers, record.consistent) == (time(9, 10), "李静、赵晨", False)
    assert [(count["label"], count["claimed"], count["found"], count["differs"]) for count in record.counts] == [
        ("众创空间总面积", "800.00㎡", "800.00㎡", False),
        ("创业工位", "60个", "55个", True),
        ("会议室", "是", "是", False),
        ("现场在岗的专职服务人员", "6人", "5人", True),
    ]
    line = HistoryLine.objects.get(action="record_site_visit")
    assert line.details["counts"]["site.workstations"] == 55
    assert verification_sheet(application).judged.facts.site.workstations == 60  # a hint changes nothing


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"officer_2": ""}, "officer_2", "实地核查须由两人进行，请填写第二位核查人员。"),
        ({"officer_2": " 李静 "}, "officer_2", "两位核查人员不能是同一人。"),
        ({"at_time": ""}, "at_time", "请填写核查时间。"),
        ({"at_time": "23:59"}, "at_time", "核查时间不能晚于现在。"),
        ({"value_site__workstations": "-1"}, "value_site__workstations", None),
        (
            {"consistent": "yes"},
            "consistent",
            "现场清点与申报不一致（创业工位），请选择“有不一致之处”，并写明情况。",
        ),
        ({"photos": [make_photo(f"{number}.png") for number in range(21)]}, "photos", None),
    ],
)
def test_what_is_wrong_stands_at_its_field(desk, application, changed, field, said):
    page = desk.post(page_of(application), filled(**changed))
    assert list(page.context["form"].errors) == [field]
    if said:
        assert page.context["form"].errors[field] == [said]
    assert not SiteVisit.objects.exists()


def test_who_was_out_at_that_hour_is_not_inconsistent(desk, application):
    given = filled(consistent="yes", value_site__workstations="60", findings="两人外出。")
    assert desk.post(page_of(application), given).status_code == 302


def test_the_service_refuses_what_contradicts_itself(application):
    with pytest.raises(WorkflowRefused, match="现场清点与申报不一致（创业工位）"):
        visit(application, found={"site.workstations": 55}, consistent=True)
    with pytest.raises(WorkflowRefused, match="两名以上工作人员"):
        visit(application, officers=["李静", "李静 "])


def test_what_was_not_counted_is_left_out(application):
    claimed = verification_sheet(application).judged.claimed
    assert counted({"site.workstations": None}, claimed) == []
    assert [count["fact"] for count in counted({"site.workstations": 0}, claimed)] == ["site.workstations"]


# At the check ---------------------------------------------------------------


@pytest.fixture
def visited(application):
    visit(application, found={"site.workstations": 55, "staff.full_time": 5}, consistent=False)
    return application


def test_a_difference_is_a_hint_at_its_check_alone(desk, visited):
    html = desk.get(item_of(visited, SEATS)).content.decode()
    assert HINT in html
    assert f"?item={SEATS}&amp;from_visit=1#finding" in html
    assert HINT not in desk.get(item_of(visited, "5.2.lease")).content.decode()
    staff = desk.get(item_of(visited, "5.6.staff")).content.decode()
    assert "现场在岗的专职服务人员：申报6人，现场5人。由名册行算出" in staff
    assert "from_visit" not in staff


def test_the_proposal_fills_the_form_and_saves_nothing(desk, visited):
    page = desk.get(item_of(visited, SEATS, from_visit="1"))
    form = page.context["form"]
    assert (form["verdict"].value(), form["finding"].value()) == ("corrected", PROPOSED)
    assert form["value_site__workstations"].value() == 55
    assert [figure.corrected for figure in page.context["effect"]["turned_figures"]] == ["55个"]
    assert not Verification.objects.exists()
    plain = desk.get(item_of(visited, SEATS))
    assert plain.context["form"]["value_site__workstations"].value() == 60


def test_the_last_visit_counts_and_a_proposal_without_a_difference_is_none(desk, visited):
    visit(visited, found={"site.workstations": 60})
    page = desk.get(item_of(visited, SEATS, from_visit="1"))
    assert HINT not in page.content.decode()
    assert page.context["form"]["verdict"].value() is None


# Who sees it ------------------------------------------------------------------


def test_it_stands_in_the_opinion_and_on_the_citys_page(client, visited):
    take_out(visited, SEATS, site__workstations=55)
    verify_all(visited)
    sign_act(prepare(visited), actor=clerk_of(visited, can_sign=True))
    opinion = visited.documents.get(kind="prescreen_opinion")
    assert opinion.context["site_visit"]["counts"].startswith("创业工位申报60个、现场55个；")
    client.force_login(make_user(Role.CITY))
    html = client.get(reverse("filings:application", args=[visited.pk])).content.decode()
    assert "实地核查：2026年3月5日" in html
    photo = SiteVisit.objects.get().photos.get().file
    assert reverse("filings:file-page", args=[photo.pk, 1]) in html
    assert client.get(reverse("filings:file-page", args=[photo.pk, 1])).status_code == 200
    client.force_login(make_user(Role.OPERATOR, operator=visited.operator))
    assert (
        "实地核查：2026年3月5日" not in client.get(reverse("filings:application", args=[visited.pk])).content.decode()
    )
