"""Marks that the city set after a review or by a correction stand apart from the experts': in what was scored, on the page, in report and sheet."""

from decimal import Decimal
from importlib import import_module

import pytest
import time_machine
from django.apps import apps

from evaluation.documents.evaluation_report import Known, report_context
from evaluation.models import Entry, Result
from evaluation.selectors.campaigns.explained import explained
from evaluation.selectors.campaigns.sheets import marks_columns, marks_rows
from evaluation.services.campaigns.results import announce_results, correct_result, publish_results
from evaluation.services.campaigns.reviews import reply_to_request, request_review
from tests.factories import TODAY, make_user
from tests.factories_campaign_documents import PUBLISHED_AT, REVIEW_DUE
from tests.factories_evaluation import (
    close_statistics,
    entry_of,
    make_open_campaign,
    make_reported_space,
    mark_entry,
    operator_of,
)

pytestmark = pytest.mark.django_db
TOLD = "专家评分（16＋15.5）÷ 2 ＝ 15.75分；市局调整为18.00分，理由：补计第三季度的共享设备记录"


@pytest.fixture
def adjusted():
    """A makerspace whose review was upheld: experts gave 16 and 15.5, the city 18."""
    city, space = make_user("city"), make_reported_space()
    close_statistics()
    campaign = make_open_campaign(actor=city)
    entry = entry_of(campaign, space)
    mark_entry(entry, "16", "15.5", city=city)
    announce_results(campaign, review_due_on=REVIEW_DUE, actor=city)
    entry = entry_of(campaign, space)
    request = request_review(entry, reason="遗漏了共享设备", actor=operator_of(entry))
    reply = "补计第三季度的共享设备记录。"
    reply_to_request(request, upheld=True, reply=reply, marks={"T": Decimal(18)}, actor=city)
    return entry_of(campaign, space), city


def standing(entry):
    return Result.objects.select_related("entry__space__operator", "entry__space__district").get(
        entry=entry, superseded_at=None
    )


def test_what_the_experts_gave_stays_beside_what_the_city_set(adjusted):
    entry, _city = adjusted
    result = standing(entry)
    assert result.inputs["experts"]["T"] == ["16.00", "15.50"]
    assert result.inputs["adjusted"] == {"T": {"marks": "18", "reason": "补计第三季度的共享设备记录。"}}
    assert result.marks["T"]["marks"] == "18.00"
    line = next(line for line in explained(result, entry.campaign, entry.kind).lines if line.indicator.code == "T")
    assert (line.arithmetic, line.is_adjusted) == (TOLD, True)


def test_page_report_and_sheet_name_it(client, settings, adjusted):
    settings.SECOND_FACTOR_ROLES = []
    entry, city = adjusted
    client.force_login(operator_of(entry))
    page = client.get(f"/grades/{entry.pk}/").content.decode()
    assert TOLD in page
    assert page.count("市局调整</span>") == 1
    context = report_context(standing(entry), entry.campaign, Known("", []), on=TODAY)
    assert TOLD in [each["arithmetic"] for each in context["sums"]]
    columns = marks_columns(entry.campaign.scheme.scheme)
    (row,) = marks_rows(city, entry.campaign)
    cells = {column.book.header: column.value(row) for column in columns}
    assert cells["市局调整"].startswith("T ")
    assert cells["市局调整"].endswith("调整为18分：补计第三季度的共享设备记录")


def test_it_stays_through_publication_and_a_later_correction(adjusted):
    entry, city = adjusted
    with time_machine.travel(PUBLISHED_AT):
        publish_results(entry.campaign, actor=city)
        assert standing(entry).version == 2
        correct_result(entry, marks={"T": Decimal(19)}, reason="复核时少计一项", actor=city)
    assert standing(entry).inputs["adjusted"] == {"T": {"marks": "19", "reason": "复核时少计一项"}}
    assert standing(entry).inputs["experts"]["T"] == ["16.00", "15.50"]


def test_a_result_from_before_stays_readable(adjusted):
    entry, _city = adjusted
    result = standing(entry)
    del result.inputs["adjusted"]
    result.inputs["experts"]["T"] = ["18"]
    line = next(line for line in explained(result, entry.campaign, entry.kind).lines if line.indicator.code == "T")
    assert (line.arithmetic, line.is_adjusted) == ("专家评分18，得18.00分", False)


def test_marks_set_before_get_their_reasons(adjusted):
    entry, _city = adjusted
    Entry.objects.filter(pk=entry.pk).update(adjusted={"T": "18"})
    migration = import_module("evaluation.migrations.0008_documents_posted_draws_of_markers")
    migration.keep_reasons(apps, None)
    entry.refresh_from_db()
    assert entry.adjusted == {"T": {"marks": "18", "reason": "复核：补计第三季度的共享设备记录。"}}
    migration.drop_reasons(apps, None)
    entry.refresh_from_db()
    assert entry.adjusted == {"T": "18"}
