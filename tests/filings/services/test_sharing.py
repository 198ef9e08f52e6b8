"""Shared resources and policies: who keeps which, what the public list shows on a day, what concerns a filed space."""

from datetime import date

import pytest
import time_machine

from filings.errors import ChangedMeanwhile, WorkflowRefused
from filings.models import HistoryLine, SharedResource
from filings.selectors.sharing import (
    WHOLE_CITY,
    own_resources,
    public_policies,
    public_resources,
    resource_fields,
)
from filings.services.sharing import amend_offer, withdraw_offer
from tests.factories import TODAY, make_district, make_user
from tests.factories_pool import clerk_in, make_policy, make_resource

pytestmark = pytest.mark.django_db
LATER = "2026-03-05T10:02:00+08:00"


def test_a_districts_own_are_for_that_district():
    clerk = clerk_in(make_district())
    resource = make_resource(clerk, district=make_district("jinshui"))
    assert (resource.district, resource.kept_by) == (clerk.district, clerk)
    assert make_resource(make_user("city")).place == "全市"
    assert list(own_resources(clerk, "")) == [resource]
    assert list(own_resources(clerk, "没有这个")) == []


def test_lapsed_and_withdrawn_fall_out_of_the_public_list_and_are_kept():
    city = make_user("city")
    shown = make_resource(city, valid_until=TODAY)
    make_resource(city, valid_until=date(2026, 3, 4))
    gone = withdraw_offer(make_resource(city), actor=city, reason="平台停用。")
    assert list(public_resources(TODAY)) == [shown]
    assert set(own_resources(city, "")) == set(SharedResource.objects.all())
    assert gone.withdrawal_reason == "平台停用。"


def test_filters():
    city = make_user("city")
    jinshui = make_district("jinshui")
    everywhere = make_resource(city, field="生物医药", kind="platform")
    local = make_resource(city, district=jinshui)
    assert set(public_resources(TODAY, district="jinshui")) == {everywhere, local}
    assert list(public_resources(TODAY, district=WHOLE_CITY)) == [everywhere]
    assert list(public_resources(TODAY, district="gxq")) == [everywhere]
    assert list(public_resources(TODAY, kind="platform", field="生物医药")) == [everywhere]
    assert list(public_resources(TODAY, words=local.name)) == [local]
    assert resource_fields(TODAY) == ["智能传感", "生物医药"]


def test_policies_are_shown_from_their_first_day_to_their_last():
    city = make_user("city")
    now = make_policy(city, valid_from=TODAY)
    make_policy(city, valid_from=date(2026, 3, 6))
    make_policy(city, valid_until=date(2026, 3, 4))
    assert list(public_policies(TODAY)) == [now]
    assert list(public_policies(TODAY, words="在孵企业")) == [now]


def test_every_act_leaves_its_line_and_a_withdrawn_one_stays():
    clerk = clerk_in(make_district())
    policy = make_policy(clerk)
    policy.what = "补贴上限提高到5万元。"
    amend_offer(policy, actor=clerk)
    withdraw_offer(policy, actor=clerk, reason="政策已废止。")
    with pytest.raises(WorkflowRefused, match="已经撤下"):
        amend_offer(policy, actor=clerk)
    lines = HistoryLine.objects.filter(record=f"supportpolicy:{policy.pk}").order_by("sequence")
    assert [line.action for line in lines] == ["add_policy", "amend_policy", "withdraw_policy"]
    assert lines[0].details != lines[1].details


def test_what_another_keeps_is_refused():
    resource = make_resource(make_user("city"))
    for actor in (clerk_in(make_district()), make_user("operator")):
        with pytest.raises(WorkflowRefused):
            withdraw_offer(resource, actor=actor, reason="不用了。")


def test_what_somebody_saved_meanwhile_is_not_overwritten():
    first, second = make_user("city"), make_user("city")
    resource = make_resource(first)
    shown = resource.kept_at.isoformat()
    theirs, mine = SharedResource.objects.get(), SharedResource.objects.get()
    theirs.contact = "业务部 0371-11111111"
    with time_machine.travel(LATER):
        amend_offer(theirs, actor=second, revision=shown)
        mine.offers = "只做环境试验。"
        with pytest.raises(ChangedMeanwhile, match=f"{second.full_name}.*保存过这一条") as refused:
            amend_offer(mine, actor=first, revision=shown)
    assert refused.value.kept == resource
    kept = SharedResource.objects.get()
    assert (kept.contact, kept.offers) == ("业务部 0371-11111111", "传感器标定、环境试验。")


def test_the_same_sent_twice_is_one():
    city, other = make_user("city"), make_user("city")
    given = {"name": "公共检测平台", "valid_until": TODAY}
    make_resource(city, **given)
    with pytest.raises(WorkflowRefused, match="没有重复添加"):
        make_resource(city, **given)
    make_resource(other, **given)
    make_resource(city, **given | {"address": "高新区"})
    with time_machine.travel(LATER):
        make_resource(city, **given)
    assert SharedResource.objects.count() == 4
