"""An expert's sheet: laid out, saved, submitted for good."""

from decimal import Decimal

import pytest

from evaluation.models import ScoreForm, ScoreSheet
from evaluation.services.score_forms import install_default_forms
from evaluation.services.score_sheets import SheetDraft, declare, save_draft, submit_sheet
from filings.errors import WorkflowRefused
from filings.models import HistoryLine
from tests.factories_city import (
    OVERALL,
    declare_free,
    empty_scores,
    make_expert,
    make_in_review,
    make_reviewed,
    score,
    sheet_draft,
)

pytestmark = pytest.mark.django_db


def first_place(application):
    return application.assignments.order_by("pk").first()


def test_every_installation_has_a_form_for_each_kind():
    assert sorted(ScoreForm.objects.filter(in_use=True).values_list("kind", "title")) == [
        ("comprehensive", "综合性评分表"),
        ("professional", "专业化评分表"),
    ]


def test_installing_again_leaves_the_citys_forms_alone():
    ScoreForm.objects.filter(kind="comprehensive").update(title="市局修订", in_use=False)
    install_default_forms()
    assert ScoreForm.objects.count() == 2
    assert ScoreForm.objects.get(kind="comprehensive").title == "市局修订"


def test_declaration_lays_out_an_empty_sheet():
    sheet = declare_free(first_place(make_in_review()))
    assert (sheet.form.kind, empty_scores(sheet), sheet.recommend, sheet.comment) == ("comprehensive", 6, None, "")


def test_no_sheet_in_a_conflict():
    place = first_place(make_in_review())
    declare(place, actor=place.expert, in_conflict=True, statement="亲属")
    assert not ScoreSheet.objects.exists()


def test_a_panel_keeps_the_form_it_began_with():
    application = make_in_review()
    first, second, _ = application.assignments.order_by("pk")
    begun = declare_free(first).form
    ScoreForm.objects.filter(pk=begun.pk).update(in_use=False)
    ScoreForm.objects.create(kind="comprehensive", version="2027", title="新表", in_use=True)
    assert declare_free(second).form == begun


def test_without_a_form_in_use_the_declaration_says_so():
    ScoreForm.objects.update(in_use=False)
    place = first_place(make_in_review())
    with pytest.raises(WorkflowRefused, match="还没有启用这一类型的评分表"):
        declare(place, actor=place.expert, in_conflict=False)
    place.refresh_from_db()
    assert place.status == "assigned"


def test_a_draft_keeps_what_is_not_sent():
    sheet = declare_free(first_place(make_in_review()))
    expert = sheet.assignment.expert
    line = sheet.scores.get(criterion__position=2)
    save_draft(sheet, SheetDraft({line.criterion_id: Decimal("8.5")}, {line.criterion_id: "偏少"}), actor=expert)
    save_draft(sheet, SheetDraft(overall={"comment": "初稿"}), actor=expert)
    line.refresh_from_db()
    sheet.refresh_from_db()
    assert (line.marks, line.comment, sheet.comment, sheet.recommend) == (Decimal("8.50"), "偏少", "初稿", None)
    assert HistoryLine.objects.order_by("-pk").first().action == "declare_no_conflict"


def test_submission_wants_everything_and_saves_nothing_of_a_refused_one():
    sheet = declare_free(first_place(make_in_review()))
    draft = SheetDraft(overall={"comment": "短", "recommend": True})
    with pytest.raises(WorkflowRefused, match="评分表还没有填完整") as refused:
        submit_sheet(sheet, draft, actor=sheet.assignment.expert)
    assert refused.value.problems == (*(f"第{n}项评分" for n in range(1, 7)), "总评至少50字，还差49字")
    sheet.refresh_from_db()
    assert (sheet.comment, sheet.submitted_at) == ("", None)


def test_low_marks_want_a_comment():
    sheet = declare_free(first_place(make_in_review()))
    draft = sheet_draft(sheet, 100)
    criterion = sheet.scores.get(criterion__position=4).criterion_id
    low = SheetDraft({**draft.marks, criterion: Decimal("8.5")}, {}, draft.overall)
    with pytest.raises(WorkflowRefused) as refused:
        submit_sheet(sheet, low, actor=sheet.assignment.expert)
    assert refused.value.problems == ("第4项评语（低于9分）",)


def test_submitted_is_final():
    sheet = score(first_place(make_in_review()), 80, recommend=False)
    assert (sheet.recommend, sheet.comment) == (False, OVERALL)
    assert sheet.submitted_at is not None
    for verb in (save_draft, submit_sheet):
        with pytest.raises(WorkflowRefused, match="已提交，评分不能再改动"):
            verb(sheet, SheetDraft(overall={"comment": "改动"}), actor=sheet.assignment.expert)


def test_nobody_writes_on_anothers_sheet():
    sheet = declare_free(first_place(make_in_review()))
    with pytest.raises(WorkflowRefused, match="这件评审没有分派给您"):
        save_draft(sheet, SheetDraft(overall={"comment": "改动"}), actor=make_expert())


def test_nothing_is_written_after_the_panel_closed():
    application = make_reviewed()
    sheet = ScoreSheet.objects.select_related("assignment__expert").filter(assignment__application=application).first()
    with pytest.raises(WorkflowRefused, match="评审已经结束"):
        save_draft(sheet, SheetDraft(overall={"comment": "改动"}), actor=sheet.assignment.expert)
