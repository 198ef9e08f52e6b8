"""The city closes a panel: progress first, figures once all sheets are in."""

import pytest
from django.urls import reverse

from filings.models import ReviewResult
from tests.factories_city import (
    make_accepted,
    make_clerk,
    make_in_review,
    make_scored,
    score,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.SECOND_FACTOR_ROLES = []


def address(application):
    return reverse("evaluation:finish-review", args=[application.pk])


def test_no_marks_are_shown_before_the_last_sheet(client):
    application = make_in_review(3)
    score(application.assignments.order_by("pk").first(), "81.5")
    client.force_login(make_clerk())
    answer = client.get(address(application))
    text = answer.content.decode()
    assert (answer.status_code, "还有2位专家没有提交评分" in text, "81.5" in text) == (200, True, False)
    assert client.post(address(application)).status_code == 409


def test_figures_then_result(client):
    application = make_scored((84, 86, 88, 90, 91))
    client.force_login(make_clerk())
    text = client.get(address(application)).content.decode()
    assert "去掉84和91，（86 ＋ 88 ＋ 90）÷ 3 ＝ 88.00" in text
    assert "会商记录" not in text
    assert client.post(address(application)).url == reverse("filings:application", args=[application.pk])
    result = ReviewResult.objects.get(application=application)
    assert (str(result.mean), result.passed, result.discussion) == ("88.00", True, "")


def test_a_wide_spread_asks_for_the_discussion(client):
    application = make_scored((60, 70, 90))
    client.force_login(make_clerk())
    refused = client.post(address(application), {"discussion": ""})
    assert (refused.status_code, "分差超过上限，请填写会商记录" in refused.content.decode()) == (200, True)
    client.post(address(application), {"discussion": "分歧在投融资成效，核对后一致同意推荐。"})
    result = ReviewResult.objects.get(application=application)
    assert (result.passed, result.discussion) == (True, "分歧在投融资成效，核对后一致同意推荐。")


def test_another_state_is_explained(client):
    client.force_login(make_clerk())
    answer = client.get(address(make_accepted()))
    assert (answer.status_code, "现在是“已受理”" in answer.content.decode()) == (409, True)
