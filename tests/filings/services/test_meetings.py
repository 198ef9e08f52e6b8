"""The decision meeting: notes decide nothing; carried out, many are what each by itself would be, and a refusal harms no other."""

import pytest
from django.urls import reverse

from filings.forms.city.numbers import NumberedRow, numbered_on
from filings.models import Document, Filing, HistoryLine, Notice, PendingAct, StagedDecision
from filings.selectors.documents import number_in_use
from filings.selectors.meetings import meeting_of
from filings.services.decisions import prepare_approval, prepare_rejection
from filings.services.history import broken_chains
from filings.services.meetings import (
    Confirmed,
    Intention,
    carry_out_meeting,
    stage_decisions,
    stage_rejection,
)
from filings.services.one_by_one import Task, carry_out_each
from filings.services.publication import publicise, record_objection
from filings.services.reviews import accept_application
from filings.services.signing import sign_act
from tests.factories import make_round
from tests.factories_city import (
    letter_number,
    make_clerk,
    make_publicised,
    make_recommended,
    make_reviewed,
    make_signer,
    objection_fields,
)

pytestmark = pytest.mark.django_db
REASONS = [{"clause": "第七条第（三）项", "text": "专家评审未通过。"}]


class Table:
    """A round with a case for every kind of decision."""

    def __init__(self) -> None:
        self.clerk, self.signer = make_clerk(), make_signer()
        self.round = make_round(notice_working_days=0)
        self.passed = make_reviewed((80, 82, 84), clerk=self.clerk, round=self.round)
        self.failed = make_reviewed((50, 52, 54), clerk=self.clerk, round=self.round)
        self.over = make_publicised(clerk=self.clerk, round=self.round)
        self.cases = (self.passed, self.failed, self.over)

    def stage(self, **choices: str) -> None:
        """passed="publicise" …, noted as the page does."""
        notes = {getattr(self, name).pk: Intention(choice) for name, choice in choices.items()}
        stage_decisions(self.round, notes, actor=self.clerk)

    def confirm(self, **numbers: str) -> list:
        """Carry out what is noted, with these numbers."""
        staged = dict(StagedDecision.objects.values_list("application", "choice"))
        confirmed = {(pk := getattr(self, name).pk): Confirmed(staged[pk], number) for name, number in numbers.items()}
        return carry_out_meeting(self.round, confirmed, actor=self.clerk)

    def line(self, case):
        return next(line for line in meeting_of(self.round, self.clerk).lines if line.application.pk == case.pk)


def traces(application) -> dict:
    """What an act leaves behind, without keys, instants and digests."""
    application.refresh_from_db()
    lines = HistoryLine.objects.filter(record=f"application:{application.pk}").order_by("sequence")
    return {
        "state": application.state,
        "due_on": application.due_on,
        "lines": [(line.action, line.from_state, line.to_state, line.reason) for line in lines],
        "documents": sorted(application.documents.values_list("kind", flat=True)),
        "acts": list(application.pending_acts.values_list("action", "status")),
        "notices": {
            key.split(":")[0]
            for key in Notice.objects.filter(url__contains=f"/applications/{application.pk}/").values_list("key", flat=True)
        },
    }  # fmt: skip


class TestTable:
    def test_lists_what_awaits_a_decision_best_first(self):
        table = Table()
        make_publicised(5, clerk=table.clerk)
        shown = meeting_of(table.round, table.clerk)
        assert [line.application for line in shown.lines] == [table.passed, table.over, table.failed]
        assert [[(o.value, o.is_open) for o in line.options] for line in shown.lines] == [
            [("publicise", True), ("reject", True), ("leave", True)],
            [("approve", True), ("reject", True), ("leave", True)],
            [("publicise", False), ("reject", True), ("leave", True)],
        ]

    def test_objections_and_waiting_acts_close_a_line(self):
        table = Table()
        record_objection(table.over.public_notices.get(), actor=table.clerk, **objection_fields())
        prepare_rejection(table.failed, actor=table.clerk, number=letter_number(), reasons=REASONS)
        assert (table.line(table.over).obstacle, table.line(table.failed).obstacle) == ("1件异议待办", "待签发")

    def test_a_running_notice_is_not_on_it(self):
        clerk, round_ = make_clerk(), make_round(notice_working_days=5)
        make_publicised(clerk=clerk, round=round_)
        assert meeting_of(round_, clerk).lines == ()


class TestNotes:
    def test_decide_nothing_and_are_kept(self):
        table = Table()
        before = HistoryLine.objects.count()
        table.stage(passed="publicise", failed="reject", over="leave")
        assert HistoryLine.objects.count() == before
        assert dict(StagedDecision.objects.values_list("application", "choice")) == {
            table.passed.pk: "publicise", table.failed.pk: "reject", table.over.pk: "leave",
        }  # fmt: skip
        assert table.line(table.failed).lacks_reasons
        assert [line.application for line in meeting_of(table.round, table.clerk).ready] == [table.passed]

    def test_a_closed_choice_is_not_taken(self):
        table = Table()
        table.stage(failed="publicise", passed="approve")
        assert not StagedDecision.objects.exists()

    def test_reasons_stay_while_a_rejection_stays_and_go_with_it(self):
        table = Table()
        stage_rejection(table.failed, actor=table.clerk, reasons=REASONS)
        stage_decisions(table.round, {table.failed.pk: Intention("reject", "再核")}, actor=table.clerk)
        assert StagedDecision.objects.get().reasons == REASONS
        table.stage(failed="leave")
        assert StagedDecision.objects.get().reasons == []
        table.stage(failed="")
        assert not StagedDecision.objects.exists()


class TestCarryingOut:
    def test_many_leave_what_each_by_itself_leaves(self):
        """The same round once by the meeting, once page by page: same states, lines, documents, acts, messages."""
        bulk, single = Table(), Table()
        bulk.stage(passed="publicise", over="approve")
        stage_rejection(bulk.failed, actor=bulk.clerk, reasons=REASONS)
        outcomes = bulk.confirm(passed=letter_number(), failed=letter_number(), over=letter_number())
        assert all(each.is_done for each in outcomes)
        publicise(single.passed, actor=single.clerk, number=letter_number())
        prepare_rejection(single.failed, actor=single.clerk, number=letter_number(), reasons=REASONS)
        prepare_approval(single.over, actor=single.clerk, number=letter_number())
        for table, sign in ((bulk, sign_together), (single, sign_singly)):
            sign(table)
        for one, other in zip(bulk.cases, single.cases, strict=True):
            assert traces(one) == traces(other)
        assert (traces(bulk.passed)["state"], traces(bulk.failed)["state"], traces(bulk.over)["state"]) == (
            "publicised", "rejected", "approved",
        )  # fmt: skip
        assert sorted(Filing.objects.values_list("serial", flat=True)) == [1, 2]
        assert broken_chains() == []
        assert not StagedDecision.objects.exists()

    def test_a_refused_line_harms_no_other_and_says_why(self):
        table = Table()
        document = Document.objects.exclude(number="").first()
        used = document.number
        table.stage(passed="publicise", over="approve")
        outcomes = table.confirm(passed=used, over=letter_number())
        assert [(each.title, each.label, each.refusal) for each in outcomes] == [
            (str(table.passed.space), "公示", number_in_use(document.issuer, used)),
            (str(table.over.space), "拟办准予备案", ""),
        ]
        table.passed.refresh_from_db()
        assert (table.passed.state, table.passed.public_notices.count()) == ("reviewed", 0)
        assert StagedDecision.objects.get().application == table.passed
        assert PendingAct.objects.get().application == table.over

    def test_what_changed_meanwhile_is_refused(self):
        table = Table()
        table.stage(passed="publicise", over="approve")
        confirmed = {
            table.passed.pk: Confirmed("reject", letter_number()),
            table.over.pk: Confirmed("approve", letter_number()),
        }
        prepare_approval(table.over, actor=make_clerk(), number=letter_number())
        outcomes = carry_out_meeting(table.round, confirmed, actor=table.clerk)
        assert [each.is_done for each in outcomes] == [False, False]
        assert "已经由他人改动" in outcomes[0].refusal
        assert "待签发" in outcomes[1].refusal

    def test_twice_is_done_once(self):
        table = Table()
        table.stage(passed="publicise")
        number = letter_number()
        confirmed = {table.passed.pk: Confirmed("publicise", number)}
        first = carry_out_meeting(table.round, confirmed, actor=table.clerk)
        second = carry_out_meeting(table.round, confirmed, actor=table.clerk)
        assert ([each.is_done for each in first], [each.is_done for each in second]) == ([True], [False])
        assert table.passed.public_notices.count() == 1

    def test_many_approvals_have_numbers_without_gap(self):
        clerk, signer, round_ = make_clerk(), make_signer(), make_round(notice_working_days=0)
        cases = [make_publicised(clerk=clerk, round=round_) for _ in range(3)]
        acts = [prepare_approval(case, actor=clerk, number=letter_number()) for case in cases]
        record_objection(cases[1].public_notices.get(), actor=clerk, **objection_fields())
        tasks = [Task(str(act), "", "", lambda act=act: sign_act(act, actor=signer)) for act in acts]
        assert [each.is_done for each in carry_out_each(tasks)] == [True, False, True]
        assert sorted(Filing.objects.values_list("serial", flat=True)) == [1, 2]


def sign_together(table: Table) -> None:
    acts = list(PendingAct.objects.filter(application__in=table.cases).order_by("pk"))
    outcomes = carry_out_each(Task("", "", "", lambda act=act: sign_act(act, actor=table.signer)) for act in acts)
    assert all(each.is_done for each in outcomes)


def sign_singly(table: Table) -> None:
    for act in PendingAct.objects.filter(application__in=table.cases).order_by("pk"):
        sign_act(act, actor=table.signer)


@pytest.mark.parametrize(
    ("typed", "filled"),
    [
        (["郑科〔2026〕6号", "", ""], ["郑科〔2026〕6号", "郑科〔2026〕7号", "郑科函〔2026〕9号"]),
        (["", "郑科〔2026〕6号", ""], ["", "郑科〔2026〕6号", "郑科函〔2026〕9号"]),
        (["随便", "", ""], ["随便", "", "郑科函〔2026〕9号"]),
        (["郑科〔2026〕9号", "", "郑科〔2026〕10号"], ["郑科〔2026〕9号", "郑科〔2026〕11号", "郑科〔2026〕10号"]),
    ],
)
def test_blank_numbers_are_counted_on_within_their_group(typed, filled):
    rows = [NumberedRow(1, "甲", "公示"), NumberedRow(2, "乙", "公示"), NumberedRow(3, "丙", "拟办")]
    data = {f"number_{row.pk}": text for row, text in zip(rows, typed, strict=True)}
    if not data["number_3"]:
        data["number_3"] = "郑科函〔2026〕9号"
    assert list(numbered_on(rows, data).values()) == filled


class TestPages:
    def test_from_the_table_to_the_outcomes(self, client):
        table = Table()
        client.force_login(table.clerk)
        page = reverse("filings:round-meeting", args=[table.round.pk])
        text = client.get(page).content.decode()
        assert "平均分不低于60分" in text
        assert "（80 ＋ 82 ＋ 84）÷ 3 ＝ 82.00" in text
        data = {f"choice_{table.passed.pk}": "publicise", f"choice_{table.failed.pk}": "reject"}
        data |= {f"note_{case.pk}": "" for case in table.cases}
        answer = client.post(page, data | {"confirm": "1"})
        assert answer.url == reverse("filings:round-meeting-confirm", args=[table.round.pk])
        confirm = client.get(answer.url).content.decode()
        assert "将办理1件" in confirm
        assert "以下1件还没有填写不予备案的理由" in confirm
        stage = reverse("filings:application-stage", args=[table.failed.pk])
        reasons = {
            "reasons-TOTAL_FORMS": "4",
            "reasons-INITIAL_FORMS": "0",
            "reasons-0-clause": "第七条第（三）项",
            "reasons-0-text": "未通过。",
        }
        assert client.post(stage, reasons).status_code == 302
        one, two = f"number_{table.passed.pk}", f"number_{table.failed.pk}"
        seen = {f"seen_{table.passed.pk}": "publicise", f"seen_{table.failed.pk}": "reject"}
        lacking = client.post(answer.url, seen | {one: "郑科公〔2026〕6号"})
        assert (lacking.status_code, "请填写发文字号。" in lacking.content.decode()) == (200, True)
        same = client.post(answer.url, seen | {one: "郑科公〔2026〕6号", two: "郑科公〔2026〕6号"}).content.decode()
        assert "在本页重复" in same
        done = client.post(answer.url, seen | {one: "郑科公〔2026〕6号", two: "郑科函〔2026〕6号"}).content.decode()
        assert "共2件，全部办理。" in done
        table.passed.refresh_from_db()
        assert table.passed.state == "publicised"
        assert PendingAct.objects.get().payload["reasons"] == [{"clause": "第七条第（三）项", "text": "未通过。"}]

    def test_numbers_are_filled_on_request(self, client):
        clerk, round_ = make_clerk(), make_round()
        cases = [make_reviewed(clerk=clerk, round=round_) for _ in range(2)]
        stage_decisions(round_, {case.pk: Intention("publicise") for case in cases}, actor=clerk)
        client.force_login(clerk)
        page = reverse("filings:round-meeting-confirm", args=[round_.pk])
        text = client.post(page, {"fill": "1", f"number_{cases[0].pk}": "郑科公〔2026〕6号"}).content.decode()
        assert 'value="郑科公〔2026〕7号"' in text

    def test_many_are_signed_after_a_page_that_lists_them(self, client):
        table = Table()
        prepare_approval(table.over, actor=table.clerk, number="郑科备〔2026〕7号")
        prepare_rejection(table.failed, actor=table.clerk, number="郑科函〔2026〕8号", reasons=REASONS)
        own = prepare_rejection(table.passed, actor=table.signer, number="郑科函〔2026〕9号", reasons=REASONS)
        client.force_login(table.signer)
        page = reverse("filings:acts-sign")
        listed = client.post(page, {"all": "1"}).content.decode()
        assert "将签发2件" in listed
        assert "第七条第（三）项：专家评审未通过。" in listed
        assert "郑科备〔2026〕7号" in listed
        assert str(table.passed.space) not in listed
        assert client.post(page, {"ids": [str(own.pk), "x", "9" * 30]}).url == reverse("filings:acts")
        keys = [str(act.pk) for act in PendingAct.objects.exclude(pk=own.pk)]
        done = client.post(page, {"ids": keys, "sign": "1"}).content.decode()
        assert "共2件，全部办理。" in done
        assert Filing.objects.get().application == table.over
        assert client.post(page, {"ids": keys, "sign": "1"}).url == reverse("filings:acts")

    def test_many_are_accepted_from_the_queue_like_one(self, client):
        clerk = make_clerk()
        cases = [make_recommended() for _ in range(3)]
        accept_application(cases[2], actor=clerk, number="郑科受〔2026〕1号")
        client.force_login(clerk)
        page = reverse("filings:queue-accept")
        listed = client.post(f"{page}?view=open", {"all": "1"}).content.decode()
        assert "将受理2件" in listed
        assert "所选申请中有1件不是待受理的" in listed
        keys = [str(case.pk) for case in cases[:2]]
        filled = client.post(
            page, {"ids": keys, "fill": "1", f"number_{keys[0]}": "郑科受〔2026〕5号"}
        ).content.decode()
        assert 'value="郑科受〔2026〕6号"' in filled
        numbers = {f"number_{keys[0]}": "郑科受〔2026〕1号", f"number_{keys[1]}": "郑科受〔2026〕6号"}
        done = client.post(page, {"ids": keys, "accept": "1"} | numbers).content.decode()
        assert "已办理1件，1件没有办理" in done
        assert "发文字号“郑科受〔2026〕1号”已经用过" in done
        cases[0].refresh_from_db()
        assert cases[0].state == "recommended"
        assert traces(cases[1]) == traces(cases[2])
        assert client.post(page, {}).url.startswith(reverse("filings:queue"))

    def test_the_board_counts_by_district_and_state_and_leads_to_the_cases(self, client):
        table = Table()
        type(table.passed).objects.filter(pk=table.passed.pk).update(due_on="2026-03-04")
        client.force_login(table.clerk)
        text = client.get(reverse("filings:round-board", args=[table.round.pk])).content.decode()
        district = table.passed.district
        queue = f"{reverse('filings:queue')}?view=all&amp;round={table.round.pk}"
        assert f'{queue}&amp;district={district.pk}&amp;state=reviewed">2件' in text
        late = f"{queue}&amp;district={district.pk}&amp;state=reviewed&amp;overdue=1"
        assert f'{late}">逾期1件' in text
        listed = client.get(late.replace("&amp;", "&")).content.decode()
        assert str(table.passed.space) in listed
        assert str(table.failed.space) not in listed
