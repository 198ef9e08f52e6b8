"""The districts that an installation starts with."""

import pytest
from django.core.management import call_command

from filings.models import District
from filings.services.districts import SOURCE, install_districts

pytestmark = pytest.mark.django_db

SLUGS = [
    *("zhongyuan", "erqi", "guancheng", "jinshui", "shangjie", "huiji", "zhongmu", "gongyi", "xingyang", "xinmi"),
    *("xinzheng", "dengfeng", "hkg", "zdxq", "jkq", "gxq"),
]


def test_every_installation_has_the_sixteen_districts():
    assert list(District.objects.values_list("slug", flat=True)) == SLUGS


def test_codes_are_those_of_the_standard_and_development_zones_have_none():
    codes = dict(District.objects.values_list("name", "gb_code"))
    assert codes["金水区"] == "410105"
    assert codes["登封市"] == "410185"
    assert [name for name, code in codes.items() if not code] == [
        "郑州航空港经济综合实验区",
        "郑东新区",
        "郑州经济技术开发区",
        "郑州高新技术产业开发区",
    ]


def test_installing_again_leaves_what_an_administrator_changed():
    District.objects.filter(slug="jinshui").update(office="金水区科技和工业信息化局")
    District.objects.filter(slug="hkg").delete()
    install_districts()
    assert District.objects.get(slug="jinshui").bureau == "金水区科技和工业信息化局"
    assert District.objects.count() == 15


def test_the_fixture_loads_by_hand_too():
    District.objects.all().delete()
    call_command("loaddata", str(SOURCE), verbosity=0)
    assert District.objects.get(slug="gxq").name == "郑州高新技术产业开发区"
    assert District.objects.count() == 16
