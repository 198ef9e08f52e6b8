"""The compliance board and findings as each role meets them."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse

from evaluation.models import ReportingFinding, ReturnExtension, TorchMark
from filings.models import Notice
from tests.factories import make_district, make_user
from tests.factories_statistics import make_filed_space, make_finding, make_return, make_window
from zzspace.sheets import read_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.SECOND_FACTOR_ROLES = []


def page(name, *args):
    return reverse(f"evaluation:{name}", args=args)


def board(slug):
    return page("compliance-district", 2025, slug)


def test_the_city_sees_districts_and_their_makerspaces(client):
    here, there = (
        make_filed_space(name="近处空间"),
        make_filed_space(name="远处空间", district=make_district("jinshui")),
    )
    make_return(here, state="submitted")
    client.force_login(make_user("city"))
    answer = client.get(page("compliance-board", 2025))
    assert [(line.district.pk, line.total, line.share) for line in answer.context["lines"]] == [
        ("jinshui", 1, 0),
        ("gxq", 1, 100),
    ]
    listed = client.get(board("jinshui"), {"standing": "waiting"})
    assert [space.name for space in listed.context["page_obj"]] == [there.name]
    assert client.get(board("nowhere")).status_code == 404
    assert client.get(page("compliance-board", 2019)).status_code == 404


def test_a_district_sees_its_own_board_alone(client):
    make_window()
    space = make_filed_space()
    make_district("jinshui")
    client.force_login(make_user("district", district=space.district))
    assert client.get(page("compliance-board", 2025)).url == board("gxq")
    text = client.get(board("gxq")).content.decode()
    assert (space.name in text, "标记火炬统计" in text, "提出认定" in text) == (True, True, False)
    assert client.get(board("jinshui")).status_code == 404


def test_reminding_from_the_board(client):
    make_window()
    space = make_filed_space()
    make_user("operator", operator=space.operator)
    client.force_login(make_user("city"))
    answer = client.post(page("compliance-remind", 2025), {"district": space.district_id}, follow=True)
    assert "已提醒1家。" in answer.content.decode()
    again = client.post(page("compliance-remind", 2025), follow=True)
    assert "已提醒0家，1家今天已经提醒过。" in again.content.decode()
    client.post(page("compliance-remind", 2025), {"district": "nowhere"})
    assert Notice.objects.filter(key__startswith="report:").count() == 1


def test_the_list_is_exported_within_reach(client):
    make_window()
    near = make_filed_space(name="近处空间")
    make_filed_space(name="远处空间", district=make_district("jinshui"))
    client.force_login(make_user("district", district=near.district))
    answer = client.get(page("compliance-export", 2025))
    (sheet,) = read_workbook(BytesIO(b"".join(answer.streaming_content)).getvalue()).sheets
    assert [row[1] for row in sheet.rows] == ["众创空间", "近处空间"]
    assert sheet.rows[1][4] == "待报送"


def test_the_city_extends(client):
    make_window()
    space = make_filed_space()
    client.force_login(make_user("city"))
    shown = client.get(page("compliance-extend", 2025), {"space": space.pk})
    assert f'value="{space.pk}"' in shown.content.decode()
    refused = client.post(page("compliance-extend", 2025), {"until": "2026-04-10", "reason": ""})
    text = refused.content.decode()
    assert ("请至少选择一家众创空间。" in text, "请填写延期理由。" in text) == (True, True)
    client.post(page("compliance-extend", 2025), {"spaces": [space.pk], "until": "2026-04-10", "reason": "审计未完成"})
    assert ReturnExtension.objects.get().until == date(2026, 4, 10)


def test_the_district_marks_the_national_return(client):
    make_window()
    space = make_filed_space()
    client.force_login(make_user("district", district=space.district))
    url = page("compliance-torch", 2025, space.pk)
    assert "请选择是否已报送火炬统计。" in client.post(url, {}).content.decode()
    client.post(url, {"reported": "no", "note": "系统中没有"})
    assert (TorchMark.objects.get().reported, TorchMark.objects.get().note) == (False, "系统中没有")
    assert 'value="系统中没有"' in client.get(url).content.decode()


def test_a_finding_through_its_pages(client):
    make_window()
    space = make_filed_space()
    city, member = make_user("city"), make_user("operator", operator=space.operator)
    client.force_login(city)
    form = {"grounds": ["untrue", "incomplete"], "reason": "与审计报告不符", "reply_due_on": "2026-03-12"}
    client.post(page("finding-raise", 2025, space.pk), form)
    finding = ReportingFinding.objects.get()
    assert client.get(page("finding-decide", finding.pk)).status_code == 200
    early = client.post(page("finding-decide", finding.pk), {"upheld": "yes", "conclusion": "失实"})
    assert (early.status_code, "期满后才能认定" in early.content.decode()) == (409, True)
    client.force_login(member)
    assert "与审计报告不符" in client.get(page("finding", finding.pk)).content.decode()
    assert "请填写说明。" in client.post(page("finding-reply", finding.pk), {}).content.decode()
    client.post(page("finding-reply", finding.pk), {"reply": "已更正"})
    assert client.get(page("finding-reply", finding.pk)).status_code == 409
    client.force_login(city)
    client.post(page("finding-decide", finding.pk), {"upheld": "no", "conclusion": "说明属实"})
    finding.refresh_from_db()
    assert (finding.status, finding.conclusion) == ("dropped", "说明属实")
    assert "不予认定" in client.get(page("findings")).content.decode()


def test_findings_of_others_are_absent(client):
    finding = make_finding(make_filed_space())
    client.force_login(make_user("operator", operator=make_filed_space().operator))
    assert client.get(page("finding", finding.pk)).status_code == 404
    assert str(finding.space) not in client.get(page("findings")).content.decode()


def test_desks_show_findings(client):
    finding = make_finding(make_filed_space())
    client.force_login(make_user("operator", operator=finding.space.operator))
    assert page("finding", finding.pk) in client.get(reverse("filings:desk")).content.decode()
    replied = make_finding(make_filed_space(), status="replied")
    client.force_login(make_user("city"))
    assert page("finding", replied.pk) in client.get(reverse("filings:desk")).content.decode()
