"""Panels by lot: what excludes an expert, what the record keeps, redrawing with a reason, confirming."""

import pytest
from django.urls import reverse

from filings.errors import WorkflowRefused
from filings.models import Application, HistoryLine, PanelDraw, User
from filings.rules.draws import Quota
from filings.selectors.draws import is_repeatable, pool_for
from filings.services.draws import confirm_draw, draw_panel
from filings.services.history import digest_of
from filings.services.panels import assign_experts, declare_interest
from filings.services.review_again import review_again
from filings.services.reviews import accept_application
from filings.services.signing import sign_act
from filings.workflow import Role, State
from tests.factories import TODAY, make_mentor, make_user
from tests.factories_city import (
    DUE,
    letter_number,
    make_accepted,
    make_clerk,
    make_expert,
    make_in_review,
    make_recommended,
    make_reviewed,
)
from tests.factories_correction import resubmit, send_back, settle_all
from tests.factories_district import clerk_of, prepare, verify_all
from tests.factories_story import make_in_state

pytestmark = pytest.mark.django_db
THREE = [Quota("", 3)]


def exclusions(application, most_open=5) -> dict[str, list[str]]:
    return {row["name"]: row["excluded"] for row in pool_for(application, most_open=most_open)}


class TestPool:
    def test_says_why_each_excluded_one_is_excluded(self):
        application = make_accepted()
        operator, space = application.operator, application.space
        make_mentor(space, name="赵导师")
        make_expert(full_name="甲", employer=operator.name.replace("（", "("))
        make_expert(full_name="乙", interests=f"某公司、{operator.name}")
        make_expert(full_name="赵导师")
        seated = make_expert(full_name="丙")
        assign_experts(application, actor=make_clerk(), experts=[seated], due_on=DUE)
        make_expert(full_name="丁")
        found = exclusions(application)
        assert found["甲"] == ["工作单位是运营机构"]
        assert found["乙"] == ["在运营机构持股或兼职"]
        assert found["赵导师"] == ["与创业导师同名"]
        assert found["丙"] == ["已在本次评审名单中（待声明）"]
        assert found["丁"] == []

    def test_excludes_by_load_and_earlier_declaration(self):
        other = make_in_review()
        busy, declared = [place.expert for place in other.assignments.order_by("pk")[:2]]
        declare_interest(other.assignments.get(expert=declared), actor=declared, in_conflict=True, statement="亲属")
        application = make_accepted()
        assert exclusions(application, most_open=1)[str(busy)] == ["在办1件，已达上限1件"]
        assert exclusions(application, most_open=2)[str(busy)] == []
        application.operator = other.operator
        assert "曾就该机构的众创空间声明回避" in exclusions(application)[str(declared)]

    def test_excludes_the_panel_of_the_last_review(self):
        application = make_reviewed()
        sat = [place.expert for place in application.assignments.all()]
        review_again(application, actor=make_clerk(), ground="fault", panel="new", reason="评分表计算有误。")
        assert all(exclusions(application)[str(expert)] == ["参加过本件上次评审"] for expert in sat)

    def test_inactive_experts_are_no_part_of_it(self):
        make_expert(full_name="停用", is_active=False)
        assert "停用" not in exclusions(make_accepted())


class TestDraw:
    def test_record_can_be_repeated_and_history_holds_its_digest(self):
        application = make_accepted()
        for _ in range(6):
            make_expert()
        record = draw_panel(application, actor=make_clerk(), quotas=THREE, most_open=5)
        assert (record.status, len(record.drawn), len(record.pool), len(record.seed)) == ("proposed", 3, 6, 32)
        line = HistoryLine.objects.order_by("-pk").first()
        assert (line.action, line.reason) == ("draw_panel", "不限领域3位")
        assert line.details == {
            "draw": record.pk, "seed": record.seed, "pool": digest_of(record.pool), "experts": record.drawn,
        }  # fmt: skip
        assert not application.assignments.exists()
        stored = PanelDraw.objects.get()
        assert is_repeatable(stored)
        User.objects.filter(role=Role.EXPERT).update(is_active=False, expertise="别的")
        assert is_repeatable(PanelDraw.objects.get()), "what happens later does not change the pool as it stood"
        stored.drawn = stored.drawn[::-1]
        assert not is_repeatable(stored)

    def test_by_field(self):
        application = make_accepted()
        [make_expert() for _ in range(4)]
        wanted = {make_expert(expertise="生物检测、新材料").pk, make_expert(expertise="新材料").pk}
        record = draw_panel(application, actor=make_clerk(), quotas=[Quota("", 1), Quota("新材料", 2)], most_open=5)
        assert set(record.drawn[:2]) == wanted

    def test_too_few_says_how_many_are_lacking_and_leaves_nothing(self):
        application = make_accepted()
        make_expert(expertise="新材料")
        with pytest.raises(WorkflowRefused, match="“新材料”领域可以抽取的专家不足，还差2位"):
            draw_panel(application, actor=make_clerk(), quotas=[Quota("新材料", 3)], most_open=5)
        assert not PanelDraw.objects.exists()

    def test_again_only_with_reason_and_both_stay_on_file(self):
        application = make_accepted()
        [make_expert() for _ in range(5)]
        clerk = make_clerk()
        first = draw_panel(application, actor=clerk, quotas=THREE, most_open=5)
        with pytest.raises(WorkflowRefused, match="重新抽取的，请填写原因"):
            draw_panel(application, actor=clerk, quotas=THREE, most_open=5)
        second = draw_panel(application, actor=clerk, quotas=THREE, most_open=5, reason="两位专家出国。")
        first.refresh_from_db()
        assert (first.status, first.ended_reason, second.status) == ("discarded", "两位专家出国。", "proposed")
        assert first.seed != second.seed
        actions = list(HistoryLine.objects.order_by("pk").values_list("action", flat=True))
        assert actions[-3:] == ["draw_panel", "discard_draw", "draw_panel"]

    def test_confirming_assigns_exactly_those(self):
        application, clerk = make_accepted(), make_clerk()
        [make_expert() for _ in range(5)]
        record = draw_panel(application, actor=clerk, quotas=THREE, most_open=5)
        places = confirm_draw(record, actor=clerk, due_on=DUE)
        assert [place.expert_id for place in places] == record.drawn
        with pytest.raises(WorkflowRefused, match="这次抽取已确认"):
            confirm_draw(record, actor=clerk, due_on=DUE)

    def test_confirming_is_refused_when_somebody_is_in_conflict_by_now(self):
        application, clerk = make_accepted(), make_clerk()
        [make_expert() for _ in range(3)]
        record = draw_panel(application, actor=clerk, quotas=THREE, most_open=5)
        User.objects.filter(pk=record.drawn[0]).update(employer=application.operator.name)
        with pytest.raises(WorkflowRefused, match="有专家应当回避") as refused:
            confirm_draw(record, actor=clerk, due_on=DUE)
        assert refused.value.problems == (f"{User.objects.get(pk=record.drawn[0])}工作单位是运营机构。",)
        record.refresh_from_db()
        assert (record.status, application.assignments.count()) == ("proposed", 0)

    def test_a_draw_of_the_last_review_is_no_panel_of_this_one(self):
        application, clerk = make_in_review(), make_clerk()
        [make_expert() for _ in range(3)]
        record = draw_panel(application, actor=clerk, quotas=THREE, most_open=5)
        PanelDraw.objects.update(sequence=0)
        with pytest.raises(WorkflowRefused, match="请重新抽取"):
            confirm_draw(record, actor=clerk, due_on=DUE)

    def test_confirming_is_refused_when_the_case_was_sent_back_since(self):
        """Returned, corrected, recommended and accepted again: the pool of that day is not the one of this case."""
        application, clerk = make_in_state(State.ACCEPTED), make_clerk()
        [make_expert() for _ in range(4)]
        record = draw_panel(application, actor=clerk, quotas=THREE, most_open=5)
        verify_all(resubmit(settle_all(send_back(application, "check:5.2.workstations", actor=clerk))))
        act = prepare(application, number="郑高科函〔2026〕901号")
        accept_application(
            sign_act(act, actor=clerk_of(application, can_sign=True)), actor=clerk, number=letter_number()
        )
        with pytest.raises(WorkflowRefused, match="请重新抽取") as refused:
            confirm_draw(record, actor=clerk, due_on=DUE)
        assert refused.value.problems == ("抽取以后申请有过变动，现在是“已受理”。",)
        assert refused.value.way_on == reverse("filings:application-draw", args=[application.pk])
        assert not application.assignments.exists()
        again = draw_panel(application, actor=clerk, quotas=THREE, most_open=5, reason="申请退回补正过。")
        assert len(confirm_draw(again, actor=clerk, due_on=DUE)) == 3

    @pytest.mark.parametrize("drawn", [True, False], ids=["drawn", "not drawn"])
    def test_confirming_is_refused_when_one_of_the_pool_is_out_of_use(self, drawn):
        application, clerk = make_accepted(), make_clerk()
        experts = {expert.pk: expert for expert in (make_expert() for _ in range(4))}
        record = draw_panel(application, actor=clerk, quotas=THREE, most_open=5)
        gone = next(pk for pk in experts if (pk in record.drawn) == drawn)
        User.objects.filter(pk=gone).update(is_active=False)
        with pytest.raises(WorkflowRefused, match="不能再按当时的专家库确认") as refused:
            confirm_draw(record, actor=clerk, due_on=DUE)
        assert refused.value.problems == (f"{experts[gone]}的账号已停用。",)
        assert not application.assignments.exists()

    def test_confirming_is_refused_when_one_of_the_pool_declared_a_conflict_since(self):
        """Declared on another case of the same organisation, after the lots were drawn."""
        application, clerk = make_accepted(), make_clerk()
        experts = [make_expert() for _ in range(4)]
        record = draw_panel(application, actor=clerk, quotas=THREE, most_open=5)
        other = make_in_review()
        place = other.assignments.first()
        place.expert = experts[0]
        place.save()
        declare_interest(place, actor=experts[0], in_conflict=True, statement="亲属")
        Application.objects.filter(pk=other.pk).update(operator=application.operator)
        with pytest.raises(WorkflowRefused, match="请重新抽取") as refused:
            confirm_draw(record, actor=clerk, due_on=DUE)
        assert refused.value.problems == (f"{experts[0]}曾就该机构的众创空间声明回避。",)

    def test_who_got_busy_since_still_sits(self):
        application, clerk = make_accepted(), make_clerk()
        [make_expert() for _ in range(3)]
        record = draw_panel(application, actor=clerk, quotas=THREE, most_open=1)
        busy = User.objects.get(pk=record.drawn[0])
        assign_experts(make_accepted(), actor=clerk, experts=[busy], due_on=DUE)
        assert len(confirm_draw(record, actor=clerk, due_on=DUE)) == 3

    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.DISTRICT, Role.EXPERT, Role.ADMIN])
    def test_only_the_city_draws(self, role):
        with pytest.raises(WorkflowRefused, match="您的角色不能办理这一事项"):
            draw_panel(make_accepted(), actor=make_user(role), quotas=THREE, most_open=5)

    def test_only_while_the_panel_is_open(self):
        with pytest.raises(WorkflowRefused, match="不能再调整评审专家"):
            draw_panel(make_recommended(), actor=make_clerk(), quotas=THREE, most_open=5)


def test_the_page_says_why_a_draw_holds_no_more_and_leads_to_a_new_one(client):
    application, clerk = make_accepted(), make_clerk()
    [make_expert() for _ in range(3)]
    record = draw_panel(application, actor=clerk, quotas=THREE, most_open=5)
    client.force_login(clerk)
    page, anew = reverse("filings:draw", args=[record.pk]), reverse("filings:application-draw", args=[application.pk])
    assert "确认结果，分派这3位专家" in client.get(page).content.decode()
    User.objects.filter(pk=record.drawn[0]).update(is_active=False)
    text = client.get(page).content.decode()
    assert "的账号已停用" in text
    assert f'<a href="{anew}">请重新抽取</a>' in text
    assert "确认结果，分派这3位专家" not in text
    answer = client.post(page, {"due_on": TODAY.isoformat()})
    assert answer.status_code == 409
    assert f'href="{anew}"' in answer.content.decode()
    assert not application.assignments.exists()


def test_pages_draw_show_and_confirm(client):
    application, clerk = make_accepted(), make_clerk()
    [make_expert(expertise="新材料") for _ in range(4)]
    make_expert(full_name="甲", employer=application.operator.name)
    client.force_login(clerk)
    page = reverse("filings:application-draw", args=[application.pk])
    assert "新材料" in client.get(page).content.decode()
    refused = client.post(page, {"field_1": "新材料", "most_open": "5"}).content.decode()
    assert "请填写这个领域的抽取人数。" in refused
    answer = client.post(page, {"field_1": "新材料", "number_1": "3", "most_open": "5"})
    record = PanelDraw.objects.get()
    assert answer.url == reverse("filings:draw", args=[record.pk])
    text = client.get(answer.url).content.decode()
    assert record.seed in text
    assert "工作单位是运营机构" in text
    assert "重新计算，结果与记录一致" in text
    assert "重新抽取的原因" in client.get(page).content.decode()
    client.post(answer.url, {"due_on": TODAY.isoformat()})
    assert sorted(application.assignments.values_list("expert", flat=True)) == sorted(record.drawn)
    assert "抽取记录" in client.get(reverse("filings:application-panel", args=[application.pk])).content.decode()
