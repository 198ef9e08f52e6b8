"""Two at once in a year's evaluation: one wins, the other is told, nothing is half done. Only PostgreSQL has two writers."""

from decimal import Decimal

import pytest
import time_machine

from evaluation.models import Campaign, Entry, HistoricGrade, MarkersDraw, MarkingAssignment, Result
from evaluation.services.campaigns.draws import confirm_markers_draw, draw_markers
from evaluation.services.campaigns.marking import Given, assign_markers, release_marker, submit_marks
from evaluation.services.campaigns.papers import upload_campaign_scan
from evaluation.services.campaigns.results import announce_results, correct_result, publish_results
from evaluation.services.campaigns.reviews import reply_to_request, request_review
from evaluation.services.imports.history import GRADES, load_history
from filings.models import Filing, HistoryLine
from filings.rules.draws import Quota
from filings.services.history import broken_chains
from tests.factories import make_user, pdf_bytes
from tests.factories_applications import make_upload
from tests.factories_campaign_documents import ISSUED_AT, PUBLISHED_AT, REVIEW_DUE, issue, make_published
from tests.factories_evaluation import (
    close_statistics,
    entry_of,
    make_campaign,
    make_open_campaign,
    make_reported_space,
    make_scheme,
    mark_entry,
    operator_of,
    self_assess,
)
from tests.factories_imports import sheet_of
from tests.filings.services.test_recommendation_races import at_once
from zzspace.sheets import Workbook

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TAKEN = "可能已由他人办理，请查看办理记录。"


@pytest.fixture(autouse=True)
def _plain_papers(monkeypatch):
    monkeypatch.setattr("evaluation.documents.issuing.render_pdf", lambda *_, **__: pdf_bytes(1))


@pytest.fixture
def clerks():
    return [make_user("city") for _ in range(2)]


def told(answers):
    """The one who came second, by what was said."""
    refusals = [answer for answer in answers if "。" in str(answer)]
    assert len(refusals) == 1, answers
    return refusals[0]


def announced(city):
    """An evaluation with its preliminary results; gives the entry of its one makerspace."""
    space = make_reported_space()
    close_statistics()
    campaign = make_open_campaign(actor=city)
    mark_entry(entry_of(campaign, space), "16", city=city)
    announce_results(campaign, review_due_on=REVIEW_DUE, actor=city)
    return entry_of(campaign, space)


def test_two_who_publish(clerks):
    entry = announced(clerks[0])
    with time_machine.travel(PUBLISHED_AT):
        answers = at_once(*(lambda who=who: publish_results(entry.campaign, actor=who).state for who in clerks))
    assert told(answers).endswith(TAKEN)
    assert Campaign.objects.get().state == "published"
    assert HistoryLine.objects.filter(action="publish_results").count() == 1
    assert Result.objects.filter(superseded_at=None).count() == 1
    assert broken_chains() == []


def test_two_who_correct_what_both_have_read(clerks):
    entry = announced(clerks[0])
    marks = ("18", "19")
    answers = at_once(
        *(
            lambda who=who, given=given: (
                correct_result(entry, marks={"T": Decimal(given)}, reason=f"改为{given}", seen=1, actor=who).version
            )
            for who, given in zip(clerks, marks, strict=True)
        )
    )
    assert told(answers) == "您打开这一页以后，结果已由他人更正为第2版，本次没有更正。请核对现在的结果后再办理。"
    standing = Result.objects.get(superseded_at=None)
    assert (standing.version, standing.reason) == (2, f"改为{standing.inputs['adjusted']['T']['marks']}")
    assert HistoryLine.objects.filter(action="correct_result").count() == 1
    assert broken_chains() == []


def test_two_who_answer_one_request(clerks):
    entry = announced(clerks[0])
    request = request_review(entry, reason="漏计", actor=operator_of(entry))
    answers = at_once(
        lambda: reply_to_request(request, upheld=True, reply="补计", marks={"T": Decimal(18)}, actor=clerks[0]).status,
        lambda: reply_to_request(request, upheld=False, reply="维持", actor=clerks[1]).status,
    )
    request.refresh_from_db()
    assert told(answers) == f"这件复核申请已经答复（{request.get_status_display()}）。"
    assert Result.objects.count() == (2 if request.status == "upheld" else 1)
    assert HistoryLine.objects.filter(action="reply_to_request").count() == 1
    assert broken_chains() == []


def test_two_members_who_ask_for_a_review():
    entry = announced(make_user("city"))
    members = [operator_of(entry), make_user("operator", operator=entry.space.operator)]
    answers = at_once(*(lambda who=who: request_review(entry, reason="漏计", actor=who).status for who in members))
    assert told(answers) == "已经申请过复核，对同一次初评结果只能申请一次。"
    assert entry.review_requests.count() == 1


def test_a_publication_and_a_request_for_review(clerks):
    entry = announced(clerks[0])
    operator = operator_of(entry)
    with time_machine.travel("2026-03-20T23:00:00+08:00"):
        answers = at_once(
            lambda: request_review(entry, reason="漏计", actor=operator).status,
            lambda: publish_results(entry.campaign, actor=clerks[1]).state,
        )
    assert answers[0] == "open"
    assert "期满后才能公布" in answers[1]


@pytest.fixture
def marking(clerks):
    """A makerspace that has assessed itself, with two experts."""
    space = make_reported_space()
    campaign = make_open_campaign(actor=clerks[0])
    entry = entry_of(campaign, space)
    self_assess(entry)
    experts = [make_user("expert") for _ in range(2)]
    assign_markers(campaign, entries=[entry.pk], experts=experts, actor=clerks[0])
    return list(MarkingAssignment.objects.select_related("entry__campaign", "expert").order_by("pk"))


def submitting(place, marks):
    return lambda: submit_marks(place, given={"T": Given(Decimal(marks), "记录完整")}, actor=place.expert).status


def test_two_experts_submit_at_once_and_both_count(marking):
    assert at_once(submitting(marking[0], "16"), submitting(marking[1], "18")) == ["submitted"] * 2
    assert HistoryLine.objects.filter(action="mark_indicators").count() == 2
    assert broken_chains() == []


def test_one_expert_in_two_windows(marking):
    place = marking[0]
    answers = at_once(submitting(place, "16"), submitting(place, "18"))
    assert told(answers) == "这项评分任务现在是“已评分”，不能再修改。"
    line = HistoryLine.objects.get(action="mark_indicators")
    assert Decimal(line.details["marks"]["T"]) == place.marks.get().marks
    assert broken_chains() == []


def test_a_submission_and_taking_the_expert_off(marking, clerks):
    place = marking[0]
    answers = at_once(
        submitting(place, "16"),
        lambda: release_marker(place.entry.campaign, expert=place.expert, reason="出差", actor=clerks[1]),
    )
    place.refresh_from_db()
    assert (place.status, answers[1]) == ("released", 1)
    had = HistoryLine.objects.get(action="release_marker").details["had"]
    assert (answers[0], had) in {
        ("submitted", "submitted"),
        ("这项评分任务现在是“已撤换”，不能再修改。", "assigned"),
    }
    assert broken_chains() == []


def test_two_who_confirm_one_draw(clerks):
    make_reported_space()
    campaign = make_open_campaign(actor=clerks[0])
    for _ in range(3):
        make_user("expert")
    record = draw_markers(campaign, actor=clerks[0], kind="", quotas=[Quota("", 2)], most_open=9)
    answers = at_once(*(lambda who=who: confirm_markers_draw(record, actor=who).new for who in clerks))
    assert sorted(map(str, answers)) == ["2", "这次抽取已确认，不用再办理。"]
    assert (MarkingAssignment.objects.count(), MarkersDraw.objects.get().status) == (2, "confirmed")


def test_two_scans_of_one_document(clerks):
    campaign, *_spaces = make_published(clerks[0])
    notice = issue(campaign, clerks[0])
    with time_machine.travel(ISSUED_AT):
        answers = at_once(
            *(lambda who=who: upload_campaign_scan(notice, actor=who, upload=make_upload()).sequence for who in clerks)
        )
    assert told(answers) == "已有盖章件，再次上传请写明替换原因。"
    assert notice.scans.count() == 1


def test_a_year_is_either_evaluated_or_loaded(clerks):
    space = make_reported_space()
    number = Filing.objects.get(space=space).number
    book = Workbook((sheet_of(GRADES, {"number": number, "year": 2025.0, "grade": "合格"}),))
    scheme = make_scheme()
    at_once(
        lambda: make_campaign(scheme, clerks[0]).state,
        lambda: load_history(book, actor=clerks[1]),
    )
    assert (Campaign.objects.exists(), HistoricGrade.objects.exists()) in {(True, False), (False, True)}
    assert Entry.objects.exists() == Campaign.objects.exists()
