"""Panels in a real browser: a draw with an expert who steps aside, and an objection upheld that leads back to a review."""

import pytest

from filings import models as m
from filings.services.publication import record_objection
from filings.workflow import State
from tests.browser.steps import city
from tests.factories import make_round, make_user
from tests.factories_story import accept, make_experts, make_in_state

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_a_drawn_expert_in_conflict_steps_aside_and_another_comes(come):
    application = accept(make_in_state(State.RECOMMENDED, round_=make_round()))
    make_experts(5)
    bureau = come(make_user("city", "bureau"))
    bureau.visit(f"/applications/{application.pk}/panel/").press("随机抽取").fill(number_1="3").press("抽取")
    bureau.reads("结果与记录一致").fill(due_on="2026-03-20").press("确认结果")
    bureau.visit(f"/applications/{application.pk}/start-review/")
    city.send_form(bureau)
    place = application.assignments.order_by("pk").first()
    expert = come(place.expert)
    expert.visit(f"/review/{place.pk}/declare/").choose("interest", "yes")
    expert.fill(statement="曾任该空间导师。").press("提交声明")
    assert expert.page.request.get(f"{expert.base}/review/{place.pk}/").status == 404
    bureau.visit(f"/applications/{application.pk}/panel/").reads("已回避", "至少需要3位评审专家，还差1位")
    bureau.press("随机抽取").fill(number_1="1").press("抽取")
    bureau.reads("已在本次评审名单中（已回避）").fill(due_on="2026-03-20").press("确认结果")
    assert application.assignments.filter(status="assigned").count() == 3
    other = application.assignments.order_by("pk").last()
    city.declare_and_score(come(other.expert), other)
    other.refresh_from_db()
    assert other.status == "submitted"


def test_an_objection_upheld_leads_back_to_the_experts(come):
    application = make_in_state(State.PUBLICISED, round_=make_round(notice_working_days=5))
    notice = application.public_notices.get()
    record_objection(notice, name="周正", phone="13700001111", content="公示的场地实际为仓库。")
    bureau = come(make_user("city", "bureau"))
    bureau.visit(f"/applications/{application.pk}/objections/").press("认定成立")
    bureau.fill(resolution="现场核查属实。").press("认定成立")
    bureau.visit(f"/applications/{application.pk}/review-again/")
    bureau.choose("ground", "objection")
    bureau.choose("panel", "same")
    bureau.fill(due_on="2026-03-20", reason="异议成立，场地评分须重新作出。").press("重新评审")
    bureau.reads("第1次评审结果", "已重新评审，存档")
    come().visit(f"/notices/{notice.pk}/").reads("公示已于2026年3月5日终止。", "本次公示终止")
    for place in application.assignments.filter(sequence=2):
        city.declare_and_score(come(place.expert), place)
    city.finish(bureau, application)
    city.publicise(bureau, application)
    application.refresh_from_db()
    assert (application.state, application.review_results.count()) == (State.PUBLICISED, 2)
    assert m.PublicNotice.objects.filter(application=application, ended_at__isnull=True).count() == 1
