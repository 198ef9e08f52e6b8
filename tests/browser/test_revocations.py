"""Article 15 in a real browser: a change that ends in the revocation of its filing; a defence that saves a filing."""

import pytest

from filings import models as m
from filings.models import Revocation
from tests.factories import TODAY, make_user
from tests.factories_applications import member_of
from tests.factories_changes import district_clerk, make_change, make_filed
from tests.factories_revocations import check, defend, number, serve

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_a_change_that_ends_in_revocation(come, papers):
    filing = make_filed()
    change = make_change("cancellation_proposed", filing)
    city = come(make_user("city", "city")).visit(f"/changes/{change.pk}/").press("提出撤销备案")
    assert change.opinion in city.page.locator("[name=facts]").input_value()
    city.reads("现场照片.pdf").fill(files=papers("核查补充")).press("提出撤销备案").reads("待事先告知")
    revocation = Revocation.objects.get()
    city.press("作出撤销事先告知").fill(number=number()).press("作出事先告知").reads("待送达")
    check(defend(serve(Revocation.objects.get())))
    city.visit(f"/revocations/{revocation.pk}/revoke/")
    city.fill(finding="面积和工位均低于第五条第（二）项。", on_defence="所称退租已久，不予采纳。", number=number())
    city.press("提交签发").reads("待签发")
    act = revocation.acts.get()
    come(make_user("city", "signer", can_sign=True)).visit(f"/acts/{act.pk}/").press("签发")
    come().visit(f"/verify/{filing.code}/").reads("已撤销", "撤销备案资格（第十五条第（一）项）")
    change.refresh_from_db()
    assert (change.state, m.Ban.objects.get().since) == ("closed", TODAY)
    phone = come(member_of(filing.operator), viewport={"width": 375, "height": 800})
    phone.visit(f"/revocations/{revocation.pk}/").reads("撤销决定书", "禁止申报").press("查看备案")
    phone.visit("/revocations/")


def test_a_defence_that_saves_a_filing(come, papers):
    filing = make_filed()
    clerk = come(district_clerk(filing)).visit(f"/filings/{filing.pk}/revocation/")
    clerk.fill(facts="太短", files=papers("处罚决定书")).press("提出撤销备案").reads("至少20字")
    facts = "市场监管局查明该机构虚构在孵企业骗取补贴，已作出行政处罚决定。"
    clerk.fill(facts=facts, files=papers("处罚决定书")).press("提出撤销备案").reads("待事先告知")
    revocation = Revocation.objects.get()
    city = come(make_user("city", "city")).visit(f"/revocations/{revocation.pk}/")
    city.press("作出撤销事先告知").fill(number=number()).press("作出事先告知")
    city.press("登记告知书送达").fill(served_on=TODAY.isoformat(), served_how="direct").press("登记送达")
    phone = come(member_of(filing.operator), viewport={"width": 375, "height": 800})
    phone.visit("/desk/").reads("请陈述申辩").visit(f"/revocations/{revocation.pk}/").press("陈述申辩")
    phone.reads("处罚决定书.pdf").fill(statement="处罚决定已被复议机关撤销，决定书附后。", files=papers("复议决定书"))
    phone.press("提交陈述申辩").reads("待法制审核", "复议决定书.pdf")
    city.visit(f"/revocations/{revocation.pk}/drop/")
    city.fill(reason="处罚决定已被撤销，依据不复存在。").press("不予撤销").reads("备案仍在册")
    phone.visit("/inbox/").reads("不予撤销备案")
    come().visit(f"/verify/{filing.code}/").reads("在册有效")
    assert not m.Ban.objects.exists()
