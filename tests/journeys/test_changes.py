"""Article 14 through the pages: a move that is filed and read as of two days; a change that ends in a proposal to cancel."""

from decimal import Decimal

import pytest

from filings import models as m
from filings.services.seals import broken_records
from tests.factories import make_district, make_user
from tests.factories_applications import make_upload
from tests.factories_changes import make_filed, number
from tests.journeys.world import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def filing(settings):
    """A filing in force with the people who deal with it."""
    settings.SECOND_FACTOR_ROLES = []
    filing = make_filed()
    make_user("operator", "member", operator=filing.operator)
    make_user("district", "clerk", district=filing.space.district)
    make_user("city", "city")
    make_user("city", "signer", can_sign=True)
    return filing


def check(change, day="2026-03-05"):
    """The district reads the documents and sees the site."""
    clerk = Person("clerk")
    clerk.sends(f"/changes/{change.pk}/check-documents/", finding="材料齐全，内容一致。")
    officers = {"officer_1": "李明", "officer_2": "王芳"}
    clerk.sends(f"/changes/{change.pk}/check-site/", visited_on=day, finding="现场一致。", **officers)
    return clerk


def test_a_move_to_another_district_is_filed(filing):
    jinshui = make_district("jinshui")
    make_user("district", "newcomer", district=jinshui)
    old = filing.space.sites.get()
    member = Person("member")
    member.reads(f"/filings/{filing.pk}/", "报告变更", old.address)
    member.sends(
        f"/filings/{filing.pk}/changes/new/location/",
        replaces=[old.pk],
        address="郑州市花园路39号",
        district="jinshui",
        total_area_m2="900",
        service_area_m2="720",
        workstations="70",
        concentrated="on",
        has_meeting_room="on",
        has_training_room="on",
        has_roadshow_venue="on",
        tenure="owned",
        happened_on="2026-02-10",
        what="原场地到期，整体搬迁。",
        files=make_upload("产权证明.pdf"),
    )
    change = m.ChangeReport.objects.get()
    check(change).sends(f"/changes/{change.pk}/forward/", opinion="仍符合要求。")
    Person().reads(f"/verify/{filing.code}/", old.address)
    Person("city").sends(f"/changes/{change.pk}/file/", number=number())
    Person("signer").posts(f"/acts/{change.acts.get().pk}/")
    Person().reads(f"/verify/{filing.code}/", "郑州市花园路39号", jinshui.name)
    Person().reads(f"/verify/{filing.code}/?on=2026-02-09", old.address)
    Person("newcomer").reads(f"/filings/{filing.pk}/", "郑州市花园路39号", "登记变更")
    Person("clerk").reads(f"/filings/{filing.pk}/", "已迁出您的辖区", old.address)
    member.reads(f"/changes/{change.pk}/", "已变更备案", "变更备案通知")
    assert broken_records() == []


def test_what_no_longer_meets_the_conditions_ends_in_a_proposal(filing):
    clerk = Person("clerk")
    site = filing.space.sites.get()
    clerk.sends(
        f"/filings/{filing.pk}/changes/new/area/",
        site=site.pk,
        total_area_m2="430",
        service_area_m2="360",
        workstations="40",
        happened_on="2025-12-01",
        what="巡查发现已退租两层。",
        files=make_upload("巡查记录.pdf"),
    )
    change = m.ChangeReport.objects.get()
    Person("member").reads(f"/changes/{change.pk}/", "区县", "逾期60天")
    assert check(change).post(f"/changes/{change.pk}/forward/", {"opinion": "同意。"}).status_code == 409
    clerk.sends(f"/changes/{change.pk}/propose/", opinion="场地面积和工位不足。")
    Person("city").reads("/desk/", str(change))
    Person("member").reads(f"/changes/{change.pk}/", "建议取消备案资格", "备案仍在册")
    assert Person("member").get(f"/filings/{filing.pk}/cancellation/").status_code == 409
    site.refresh_from_db()
    assert (site.valid_until, site.total_area_m2) == (None, Decimal("800.00"))
    assert broken_records() == []
