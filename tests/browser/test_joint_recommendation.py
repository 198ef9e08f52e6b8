"""Several applications recommended by one letter in a real browser: ticked in the queue, previewed, changed, signed as one."""

import pytest
from playwright.sync_api import expect

from filings import models as m
from tests.factories import make_compliant_space, make_round
from tests.factories_applications import make_submitted
from tests.factories_district import clerk_of, make_verified

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_ticked_in_the_queue_and_signed_as_one(come):
    round_ = make_round(title="2026年第一批")
    names = ("启明星众创空间", "河洛青年创业坊")
    first, second = (make_verified(make_compliant_space(name=name), round_=round_) for name in names)
    make_submitted(make_compliant_space(name="聚力工场"), round_=round_)
    clerk = come(clerk_of(first)).visit("/queue/")
    for name in (*names, "聚力工场"):
        clerk.page.get_by_label(f"选择{name}").check()
    clerk.press("批量推荐").reads("1件暂不能推荐", *names)
    clerk.page.get_by_label("对河洛青年创业坊的推荐意见").fill("同意推荐，请关注租期。")
    clerk.fill(number="郑高科函[2026]30号", text="上述单位条件齐备，同意推荐。").press("预览推荐函和汇总表")
    clerk.reads("核对推荐函和汇总表", "郑高科函〔2026〕30号", "请关注租期", "信用代码").press("返回修改")
    assert clerk.page.locator("[name=text]").input_value() == "上述单位条件齐备，同意推荐。"
    clerk.press("预览推荐函和汇总表").press("提交批量推荐").reads("待签发", *names)
    clerk.visit("/joint-recommendations/new/")
    expect(clerk.page.get_by_role("button", name="恢复这些内容")).to_have_count(0)
    signer = come(clerk_of(first, can_sign=True)).visit("/acts/").press("查看并签发").press("签发2件")
    signer.reads("共2件，全部办理。").press("查看批量推荐").press("查看推荐函").reads("共2家", *names)
    signer.visit("/joint-recommendations/").reads("已签发", "2件")
    states = m.Application.objects.filter(pk__in=(first.pk, second.pk)).values_list("state", flat=True)
    assert set(states) == {"recommended"}
