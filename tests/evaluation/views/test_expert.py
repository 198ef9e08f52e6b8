"""The expert's pages: nothing before the declaration, nothing in a conflict, no person, no other's marks."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from evaluation.models import ScoreSheet
from evaluation.services.panels import finish_panel
from evaluation.services.score_sheets import declare
from filings.models import ReviewAssignment, SiteVisit
from tests.factories_city import (
    OVERALL,
    declare_free,
    make_clerk,
    make_expert,
    make_in_review,
    score,
    sheet_draft,
)

pytestmark = pytest.mark.django_db
PHONES = ("13812345678", "13900001234", "13700009999")


@pytest.fixture
def application():
    return make_in_review(4)


@pytest.fixture
def place(application):
    return application.assignments.select_related("expert").order_by("pk").first()


@pytest.fixture
def expert(client, place):
    client.force_login(place.expert)
    return client


def page(name, place, *args):
    return reverse(f"evaluation:{name}", args=[place.pk, *args])


def evidence_of(application):
    """A file that may be looked at and one that may not."""
    files = {entry["document"]: entry["file"] for entry in application.snapshots.get().files}
    return files["floor_plan"], files["diplomas"]


def every_page(place):
    shown, _ = evidence_of(place.application)
    return [
        reverse("evaluation:reviews"),
        page("score-sheet", place),
        page("review-dossier", place),
        page("review-evidence", place, shown),
        page("review-recuse", place),
    ]


class TestBeforeTheDeclaration:
    def test_the_sheet_leads_to_it(self, expert, place):
        assert expert.get(page("score-sheet", place)).url == page("review-declare", place)

    def test_there_is_no_dossier_and_no_file(self, expert, place):
        shown, _ = evidence_of(place.application)
        addresses = [page("review-dossier", place), page("review-evidence", place, shown), page("review-recuse", place)]
        addresses.append(reverse("filings:file-page", args=[shown, 1]))
        assert [expert.get(address).status_code for address in addresses] == [404] * 4

    def test_its_page_shows_names_of_organisations_alone(self, expert, place):
        text = expert.get(page("review-declare", place)).content.decode()
        assert place.application.operator.name in text
        assert "要求不低于" not in text

    def test_no_answer_is_preset(self, expert, place):
        answer = expert.get(page("review-declare", place))
        assert "checked" not in answer.content.decode()
        assert "请选择是否存在利害关系" in expert.post(page("review-declare", place), {}).content.decode()

    def test_a_conflict_is_explained(self, expert, place):
        answer = expert.post(page("review-declare", place), {"interest": "yes", "statement": " "})
        assert "请说明需要回避的关系" in answer.content.decode()


class TestInAConflict:
    def test_everything_is_gone(self, expert, place):
        shown, _ = evidence_of(place.application)
        declared = expert.post(page("review-declare", place), {"interest": "yes", "statement": "持有该机构股份"})
        assert declared.url == reverse("evaluation:reviews")
        addresses = [address for address in every_page(place) if address != reverse("evaluation:reviews")]
        addresses += [page("review-declare", place), reverse("filings:file-page", args=[shown, 1])]
        assert [expert.get(address).status_code for address in addresses] == [404] * len(addresses)
        assert expert.post(page("score-sheet-save", place), {"m1": "9"}).status_code == 404
        assert str(place.application.space) not in expert.get(reverse("evaluation:reviews")).content.decode()

    def test_also_when_found_while_scoring(self, expert, place):
        declare_free(place)
        expert.post(page("review-recuse", place), {"statement": "刚得知亲属任职"})
        assert expert.get(page("score-sheet", place)).status_code == 404


class TestMasking:
    def test_no_page_names_a_person_or_a_telephone(self, expert, place):
        application = place.application
        application.opinion = "联系人张晓梅（13812345678）配合良好，陈静负责运营。"
        application.save()
        verification = application.verifications.get(item="5.4.residents")
        verification.finding = "电话核实李工程13900001234。"
        verification.save()
        application.space.staff.update(name="陈静")
        application.space.residents.update(contact_name="李工程")
        SiteVisit.objects.create(
            application=application, on=application.as_of, officers="钱一山、吴二水", findings="钱一山现场清点，电话13700009999。",
            consistent=True, by=make_clerk(),
        )  # fmt: skip
        declare_free(place)
        for address in every_page(place):
            text = expert.get(address).content.decode()
            found = [
                word for word in ("张晓梅", "王立", "陈静", "李工程", "钱一山", "吴二水", "@", *PHONES) if word in text
            ]
            assert (address, found) == (address, [])

    def test_findings_are_shown_without_the_persons(self, expert, place):
        application = place.application
        application.opinion = "联系人张晓梅配合良好，同意推荐。"
        application.save()
        declare_free(place)
        text = expert.get(page("review-dossier", place)).content.decode()
        assert "联系人张某配合良好，同意推荐。" in text
        assert "团队24 ＋ 在孵企业12 ＝ 36家" in text

    def test_evidence_is_pages_without_download(self, expert, place):
        declare_free(place)
        shown, withheld = evidence_of(place.application)
        viewer = expert.get(page("review-evidence", place, shown)).content.decode()
        assert reverse("filings:file-page", args=[shown, 1]) in viewer
        assert "floor_plan.pdf" not in viewer
        assert expert.get(reverse("filings:file-page", args=[shown, 1])).status_code == 200
        assert expert.get(reverse("filings:file", args=[shown])).status_code == 403
        assert expert.get(page("review-evidence", place, withheld)).status_code == 404
        assert expert.get(reverse("filings:file-page", args=[withheld, 1])).status_code == 404
        assert "含个人信息，已由区县核实" in expert.get(page("review-dossier", place)).content.decode()

    def test_pages_of_a_file_stay_within_it(self, expert, place):
        declare_free(place)
        shown, _ = evidence_of(place.application)
        for asked, number in (("2", 2), ("9", 1), ("0", 1), ("x", 1), ("²", 1)):
            text = expert.get(page("review-evidence", place, shown) + f"?page={asked}").content.decode()
            assert f"第{number} / 2页" in text


class TestOthers:
    def test_marks_of_others_stay_theirs(self, expert, place, application):
        others = list(application.assignments.order_by("pk"))[1:]
        for other in others:
            score(other, "37.5")
        declare_free(place)
        text = expert.get(page("score-sheet", place)).content.decode()
        assert "37.5" not in re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL)
        assert OVERALL not in text
        names = [name for name in (str(other.expert) for other in others) if name in text]
        assert names == []

    def test_sheets_of_others_are_absent(self, client, place):
        declare_free(place)
        client.force_login(make_expert())
        assert client.get(page("score-sheet", place)).status_code == 404

    def test_nothing_stays_open_after_the_panel_closed(self, expert, place, application):
        for each in application.assignments.order_by("pk"):
            score(each, 80)
        assert expert.get(page("score-sheet", place)).status_code == 200
        finish_panel(application, actor=make_clerk())
        assert expert.get(page("score-sheet", place)).status_code == 404
        assert expert.get(page("review-dossier", place)).status_code == 404


class TestScoreSheet:
    def fields(self, sheet, **changes):
        draft = sheet_draft(sheet, 80)
        data = {"recommend": "yes", "comment": OVERALL}
        for line in sheet.scores.select_related("criterion"):
            data[f"m{line.criterion.position}"] = str(draft.marks[line.criterion_id])
            data[f"c{line.criterion.position}"] = "有待加强。"
        return data | changes

    def test_saved_marks_come_back(self, expert, place):
        declare_free(place)
        expert.post(
            page("score-sheet-save", place), {"m1": "１２．５", "c1": "方向清楚。"}, headers={"hx-request": "true"}
        )
        text = expert.get(page("score-sheet", place)).content.decode()
        assert 'value="12.5"' in text
        assert "方向清楚。" in text

    def test_autosave_tells_totals_and_what_is_lacking(self, expert, place):
        declare_free(place)
        answer = expert.post(page("score-sheet-save", place), {"m1": "8.5", "m2": "12"}, headers={"hx-request": "true"})
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "20.5 <small>/ 30分" in text
        assert "还差：第3项评分、第4项评分、第5项评分、第6项评分、第1项评语（低于9分）、总体意见、总评。" in text
        assert text.count("hx-swap-oob") == 9

    def test_what_cannot_be_read_is_said_and_the_rest_is_kept(self, expert, place):
        sheet = declare_free(place)
        answer = expert.post(page("score-sheet-save", place), {"m1": "99", "m2": "12"}, headers={"hx-request": "true"})
        assert (answer.status_code, "请填写0至15之间的分数。" in answer.content.decode()) == (422, True)
        marks = dict(sheet.scores.values_list("criterion__position", "marks"))
        assert (marks[1], marks[2]) == (None, Decimal("12.00"))

    def test_saving_without_scripts_comes_back(self, expert, place):
        declare_free(place)
        answer = expert.post(page("score-sheet-save", place), {"m1": "9"}, follow=True)
        assert answer.redirect_chain == [(page("score-sheet", place), 302)]
        assert "评分已保存。" in answer.content.decode()

    def test_saving_without_scripts_shows_what_cannot_be_read_as_it_was_typed(self, expert, place):
        sheet = declare_free(place)
        answer = expert.post(page("score-sheet-save", place), {"m1": "9q", "m2": "12", "comment": "不足" * 600})
        text = answer.content.decode()
        assert answer.status_code == 200
        assert answer.context["form"].errors.keys() == {"m1", "comment"}
        for words in ('value="9q"', "请填写数字，例如12.5。", "字，请删减。", "标出的没有保存"):
            assert words in text
        assert "评分已保存。" not in text
        assert f'action="{page("score-sheet", place)}"' in text  # what is submitted from here is submitted for good
        marks = dict(sheet.scores.values_list("criterion__position", "marks"))
        assert (marks[1], marks[2]) == (None, Decimal("12.00"))

    def test_incomplete_is_shown_again_with_all_that_was_typed(self, expert, place):
        sheet = declare_free(place)
        answer = expert.post(page("score-sheet", place), self.fields(sheet, comment="短", m6=""))
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "还差：第6项评分、总评至少50字，还差49字。" in text
        assert ">\n短</textarea>" in text
        assert ReviewAssignment.objects.get(pk=place.pk).status == "ready"

    def test_submitting_closes_the_sheet(self, expert, place):
        sheet = declare_free(place)
        assert expert.post(page("score-sheet", place), self.fields(sheet)).url == reverse("evaluation:reviews")
        sheet.refresh_from_db()
        assert (sheet.recommend, sheet.submitted_at is not None) == (True, True)
        text = expert.get(page("score-sheet", place)).content.decode()
        assert "不能再修改" in text
        assert "<textarea" not in text
        assert expert.post(page("score-sheet", place), self.fields(sheet)).status_code == 409

    def test_nothing_is_preset(self, expert, place):
        declare_free(place)
        assert "checked" not in expert.get(page("score-sheet", place)).content.decode()
        assert ScoreSheet.objects.get().recommend is None


def test_queries_do_not_grow(django_assert_max_num_queries, client, application):
    expert = application.assignments.order_by("pk").first().expert
    client.force_login(expert)
    place = application.assignments.get(expert=expert)
    declare(place, actor=expert, in_conflict=False)
    with django_assert_max_num_queries(30):
        client.get(page("score-sheet", place))
    with django_assert_max_num_queries(30):
        client.get(page("review-dossier", place))
