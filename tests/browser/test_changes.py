"""A change of a filing (第十四条) in a real browser: reported with what is typed kept, checked, forwarded, signed, and only
then in the register.
"""

import pytest

from filings import models as m
from filings.models import ChangeReport
from tests.factories import make_user
from tests.factories_applications import member_of
from tests.factories_changes import district_clerk, make_filed, number

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_an_area_change_from_report_to_register(come, papers):
    filing = make_filed()
    site = filing.space.sites.get()
    operator = come(member_of(filing.operator)).visit(f"/filings/{filing.pk}/").press("报告变更").press("面积范围")
    operator.fill(
        site=str(site.pk), total_area_m2="900", service_area_m2="950", workstations="70", happened_on="2026-02-10"
    ).press("提交变更报告")
    assert operator.page.locator("[name=total_area_m2]").input_value() == "900"
    operator.fill(service_area_m2="720", what="扩租同层两间。", files=papers("租赁合同")).press("提交变更报告")
    change = ChangeReport.objects.get()
    operator.reads("900", "租赁合同.pdf")
    clerk = come(district_clerk(filing)).visit(f"/changes/{change.pk}/").press("材料审查")
    clerk.fill(finding="材料齐全，内容一致。").press("审查通过，转实地核查").press("变更实地核查")
    clerk.fill(visited_on="2026-03-05", officer_1="李明", officer_2="王芳", finding="现场一致。").press("保存核查情况")
    clerk.press("报市局变更备案").fill(opinion="仍符合要求。").press("报市局")
    city = come(make_user("city", "city")).visit(f"/changes/{change.pk}/").press("变更备案")
    city.fill(number=number()).press("提交签发").reads("待签发")
    assert m.Site.objects.get(pk=site.pk).valid_until is None
    signer = come(make_user("city", "signer", can_sign=True)).visit(f"/acts/{change.acts.get().pk}/").press("签发")
    signer.visit(f"/changes/{change.pk}/").reads("已变更备案")
    come().visit(f"/verify/{filing.code}/").reads("900")
    phone = come(member_of(filing.operator), viewport={"width": 375, "height": 800})
    phone.visit(f"/changes/{change.pk}/").reads("变更备案通知")
    phone.visit(f"/filings/{filing.pk}/changes/new/location/")
