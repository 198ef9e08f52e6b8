"""The auditor's pages: lines of all records in words, filters, export, the check of all chains."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from filings import models as m
from filings.services.history import append_line, seal_day
from filings.services.registration import confirm_operator, refuse_operator
from tests.factories import make_operator, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(client):
    client.force_login(make_user("auditor", "auditor"))
    return client


def decided(refused=False):
    operator = make_operator(status="pending")
    clerk = make_user("district", f"clerk{operator.pk}", district=operator.district)
    if refused:
        refuse_operator(operator, actor=clerk, reason="=1+1 营业执照不清楚")
    else:
        confirm_operator(operator, actor=clerk)
    return operator


def rows_of(client, **query):
    content = client.get(reverse("filings:audit-export"), query).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))[1:]


def test_lines_stand_in_words(auditor):
    operator = decided()
    page = auditor.get(reverse("filings:audit")).content.decode()
    for words in (f"机构 {operator.pk}", "区县科技主管部门", "确认机构", "待区县确认 → 已确认"):
        assert words in page


def test_export_holds_the_filtered_lines_and_no_running_cell(auditor):
    decided()
    refused = decided(refused=True)
    rows = rows_of(auditor, q=f"operator:{refused.pk}")
    assert [(row[0], row[3], row[7], row[8]) for row in rows] == [
        (f"operator:{refused.pk}", f"clerk{refused.pk}", "未通过", "'=1+1 营业执照不清楚")
    ]
    assert len(rows_of(auditor)) == 2
    assert rows_of(auditor, role="city") == []
    assert len(rows_of(auditor, since="2026-03-05", until="2026-03-05")) == 2
    assert rows_of(auditor, until="2026-03-04") == []


def test_a_day_that_cannot_be_read_is_said(auditor):
    page = auditor.get(reverse("filings:audit"), {"since": "昨天"}).content.decode()
    assert "输入一个有效的日期" in page or "请填写日期" in page


def test_chain_check_names_the_line_that_was_changed(auditor):
    operator = decided()
    append_line(operator, actor=None, action="rename")
    url = reverse("filings:audit-verify")
    assert "全部记录链完整" in auditor.post(url).content.decode()
    m.HistoryLine.objects.filter(record=f"operator:{operator.pk}", sequence=1).update(reason="改过")
    assert f"operator:{operator.pk} #1" in auditor.post(url).content.decode()


def test_sign_ins_are_listed(client):
    make_user("operator", "clerk")
    client.post(reverse("account_login"), {"login": "clerk", "password": "Wrong-horse-1"})
    client.post(reverse("account_login"), {"login": "clerk", "password": "Correct-horse-9"})
    client.force_login(make_user("auditor", "auditor"))
    page = client.get(reverse("filings:audit-sign-ins"), {"q": "clerk"})
    assert [log.username for log in page.context["page_obj"]] == ["clerk"]
    assert [log.username for log in page.context["failures"]] == ["clerk"]


def test_the_check_finds_a_last_line_cut_off_after_the_seal(auditor):
    operator = decided()
    append_line(operator, actor=None, action="ask_again")
    seal_day(date(2026, 3, 5))
    m.HistoryLine.objects.filter(record=f"operator:{operator.pk}", sequence=2).delete()
    page = auditor.post(reverse("filings:audit-verify")).content.decode()
    assert f"operator:{operator.pk} (sealed 2026-03-05)" in page
