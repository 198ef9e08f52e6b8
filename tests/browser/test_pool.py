"""The reserve pool (第十一条) in a real browser: entered by the district, guided by an association, turned into a draft by its
operator.
"""

import pytest

from filings.models import Application, PoolEntry
from tests.factories import make_compliant_space, make_round
from tests.factories_applications import member_of
from tests.factories_pool import clerk_in, make_measure, make_resource

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_reserve_to_draft(come, papers):
    space = make_compliant_space()
    round_ = make_round()
    make_measure(space.district)
    make_resource()
    clerk = come(clerk_in(space.district)).visit("/pool/").press("列入储备库").press(f"把{space}列入储备库")
    clerk.choose("kind", "comprehensive")
    clerk.press("列入储备库").reads("与备案条件的差距", "趋势", "区县标准，供参考", "还没有辅导记录")
    entry = PoolEntry.objects.get()
    clerk.press("登记辅导").fill(by="association", content="梳理融资服务。").press("保存辅导记录")
    clerk.reads("请填写社会组织名称")
    clerk.fill(organisation="郑州市众创空间协会", files=papers("辅导纪要")).press("保存辅导记录")
    clerk.reads("郑州市众创空间协会", "辅导纪要.pdf")
    clerk.visit("/pool/new/unregistered/").fill(
        name="麦田青创空间", operator_name="麦田公司", contact_name="郭芳", contact_phone="13700001234"
    ).press("列入储备库")
    clerk.reads("运营机构还没有注册", "缺少数据")
    clerk.visit("/pool/").reads("麦田青创空间", "没有不足")
    phone = come(member_of(space.operator), viewport={"width": 375, "height": 800})
    phone.visit("/desk/").press("转为备案申请").press("转为备案申请").press("建立申请草稿")
    application = Application.objects.get()
    assert (application.space, application.round, application.state) == (space, round_, "draft")
    phone.visit(f"/pool/{entry.pk}/").reads("已转为备案申请", "郑州市众创空间协会")
    visitor = come(viewport={"width": 375, "height": 800})
    visitor.visit("/measures/").visit("/resources/").reads("公共检测平台")
