"""The decision meeting in a real browser: decisions noted, confirmed with their numbers, signed together by another account."""

import pytest

from filings import models as m
from filings.workflow import State
from tests.factories import make_round, make_user
from tests.factories_story import make_in_state

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_a_round_is_decided_and_signed_together(come):
    round_ = make_round(notice_working_days=0)
    reviewed = make_in_state(State.REVIEWED, round_=round_)
    over = [make_in_state(State.PUBLICISED, round_=round_) for _ in range(2)]
    weak = make_in_state(State.REVIEWED, round_=round_)
    bureau = come(make_user("city", "bureau"))
    bureau.visit(f"/rounds/{round_.pk}/board/").press("评审会议")
    for case, choice in ((reviewed, "publicise"), (over[0], "approve"), (over[1], "approve"), (weak, "reject")):
        bureau.choose(f"choice_{case.pk}", choice)
    bureau.press("保存拟定").reads("未填理由1件").press("填写理由和条款")
    bureau.page.locator("main select[name$='-clause']").first.select_option(index=1)
    bureau.page.locator("main textarea[name$='-text']").first.fill("评审意见不一致，条件不足。")
    bureau.press("保存理由").press("逐项核对并提交").reads("将办理4件")
    bureau.fill(**{f"number_{reviewed.pk}": "郑科公〔2026〕806号", f"number_{weak.pk}": "郑科不〔2026〕803号"})
    bureau.fill(**{f"number_{min(case.pk for case in over)}": "郑科备〔2026〕807号"}).press("顺延填写文号")
    last = max(case.pk for case in over)
    assert bureau.page.locator(f"[name='number_{last}']").input_value() == "郑科备〔2026〕808号"
    bureau.press("提交4件").reads("共4件，全部办理。")
    director = come(make_user("city", "director", can_sign=True))
    director.visit("/acts/").page.locator("[data-tick]").check()
    director.page.locator("[data-all]").check()
    director.reads("已选符合筛选的全部3件").press("签发").reads("将签发3件", "郑科备〔2026〕808号").press("签发3件")
    director.reads("共3件，全部办理。")
    assert sorted(m.Filing.objects.values_list("serial", flat=True)) == [1, 2]
    states = [m.Application.objects.get(pk=case.pk).state for case in (reviewed, *over, weak)]
    assert states == ["publicised", "approved", "approved", "rejected"]
