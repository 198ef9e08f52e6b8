"""The registry, the dates of a version, its tables, and what it wants attached."""

from dataclasses import replace
from datetime import date

import pytest

from filings.rules.facts import FACTS_BY_KEY, parse_facts
from filings.rules.versions import CURRENT, VERSIONS, get_version, required_documents, version_in_force
from tests.filings.rules.samples import AS_OF, PASSING, only, varied

EFFECTIVE = date(2021, 6, 1)
TENURE_DOCUMENTS = {"owned": "产权证明", "leased": "租赁合同", "granted": "无偿使用协议"}


def labels(facts):
    return [document.label for document in required_documents(facts, CURRENT)]


def test_the_current_version_is_zhengzhou_1():
    assert get_version("zhengzhou-1") is CURRENT
    assert (CURRENT.id, CURRENT.effective_from, CURRENT.effective_to) == ("zhengzhou-1", None, None)
    with pytest.raises(KeyError):
        get_version("zhengzhou-0")


def test_dates_are_five_years_apart():
    dated = CURRENT.with_dates(EFFECTIVE)
    assert (dated.effective_from, dated.effective_to) == (EFFECTIVE, date(2026, 6, 1))
    assert CURRENT.effective_from is None
    assert dated.checks_for("professional") == CURRENT.checks_for("professional")


@pytest.mark.parametrize(
    ("day", "is_noticed"),
    [
        (date(2021, 5, 31), True),
        (date(2021, 6, 1), False),
        (date(2026, 6, 1), False),
        (date(2026, 6, 2), True),
    ],
)
def test_a_day_outside_is_judged_by_the_latest_with_a_notice(day, is_noticed):
    version, notice = version_in_force(day, {"zhengzhou-1": EFFECTIVE})
    assert version.id == "zhengzhou-1"
    expected = f"{day}不在《郑州市众创空间管理办法》的有效期（2021-06-01至2026-06-01）内，按该版本计算，供参考。"
    assert notice == (expected if is_noticed else None)


@pytest.mark.parametrize("dates", [{}, {"zhengzhou-1": None}])
def test_unknown_dates_need_no_notice(dates):
    version, notice = version_in_force(date(2026, 3, 5), dates)
    assert (version.id, notice) == ("zhengzhou-1", None)


def test_the_version_in_force_comes_before_a_later_one():
    later = replace(CURRENT, id="zhengzhou-2")
    versions, dates = (CURRENT, later), {"zhengzhou-1": EFFECTIVE, "zhengzhou-2": date(2026, 3, 1)}
    assert version_in_force(date(2026, 2, 28), dates, versions)[0].id == "zhengzhou-1"
    assert version_in_force(date(2026, 3, 1), dates, versions)[0].id == "zhengzhou-2"
    assert version_in_force(date(2020, 1, 1), dates, versions)[0].id == "zhengzhou-2"


@pytest.mark.parametrize("version", VERSIONS.values(), ids=list(VERSIONS))
def test_every_row_is_whole(version):
    rows = version.checks_for("professional")
    assert len({row.id for row in rows}) == len(rows)
    for row in rows:
        assert all((row.clause.text, row.section, row.anchor, row.label, row.required, row.reads))
        assert set(row.reads) <= set(FACTS_BY_KEY)
        assert version.check(row.id) is row


@pytest.mark.parametrize("version", VERSIONS.values(), ids=list(VERSIONS))
def test_documents_name_real_checks_and_facts(version):
    checks = {row.id for row in version.checks_for("professional")}
    for rule in version.documents:
        assert set(rule.checks) <= checks
        assert set(rule.claims) <= set(FACTS_BY_KEY)
    codes = [rule.code for rule in version.documents]
    assert len(set(codes)) == len(codes)


def test_anchors():
    assert (CURRENT.check("5.4.residents").anchor, CURRENT.check("5.4.residents").section) == ("a5-4", "5.4")
    assert CURRENT.check("standing.revocation_ban").anchor == "a15"


def test_thresholds_carry_their_clause():
    figures = {key: (threshold.value, threshold.clause.text) for key, threshold in CURRENT.thresholds.items()}
    assert figures == {
        "fraud_ban_years": (2, "第八条"),
        "revocation_ban_years": (2, "第十五条"),
        "operating_months": (12, "第五条第（一）项"),
        "total_area": (500, "第五条第（二）项"),
        "workstations": (50, "第五条第（二）项"),
        "service_share": (75, "第五条第（二）项"),
        "lease_years": (5, "第五条第（二）项"),
        "residents": (30, "第五条第（四）项"),
        "startup_share": (25, "第五条第（四）项"),
        "incorporation_share": (20, "第五条第（四）项"),
        "cases": (3, "第五条第（四）项"),
        "capital": (100, "第五条第（五）项"),
        "institutions": (1, "第五条第（五）项"),
        "funded": (2, "第五条第（五）项"),
        "staff": (5, "第五条第（六）项"),
        "bachelor_share": (50, "第五条第（六）项"),
        "mentors": (3, "第五条第（七）项"),
        "residents_per_mentor": (15, "第五条第（七）项"),
        "activities": (10, "第五条第（八）项"),
        "professional_area": (1000, "第六条第（二）项"),
        "focus_share": (50, "第六条第（三）项"),
        "equipment": (1, "第六条第（四）项"),
    }


def test_verification_items():
    assert [(item.id, item.clause.text) for item in CURRENT.items_for("professional")] == [
        ("verify.5.1", "第五条第（一）项"),
        ("verify.5.3", "第五条第（三）项"),
        ("verify.5.4", "第五条第（四）项"),
        ("verify.5.6", "第五条第（六）项"),
        ("verify.5.7", "第五条第（七）项"),
        ("verify.5.8", "第五条第（八）项"),
        ("verify.6.3", "第六条第（三）项"),
        ("verify.6.4", "第六条第（四）项"),
    ]
    assert len(CURRENT.items_for("comprehensive")) == 6


def test_nothing_claimed_needs_no_document():
    assert labels(only({})) == []
    assert (
        labels(only({"mentors.total": 0, "charging.low_cost_or_free": False, "finance.own_seed_fund_wan": "0"})) == []
    )


@pytest.mark.parametrize(("tenure", "label"), TENURE_DOCUMENTS.items())
def test_the_tenure_decides_which_document_proves_it(tenure, label):
    assert labels(only({"site.tenure": tenure})) == [label]


def test_all_documents_of_a_professional_space():
    assert labels(parse_facts(PASSING)) == [
        "营业执照",
        "发展规划与运营模式说明",
        "租赁合同",
        "场地平面图",
        "场地照片",
        "收费标准",
        "入驻协议",
        "入驻名单",
        "在孵企业营业执照",
        "典型案例材料",
        "资金证明或合作协议",
        "融资证明",
        "学历证明",
        "社保或劳动合同",
        "服务流程文件",
        "导师聘书",
        "项目遴选制度",
        "毕业或淘汰制度",
        "财务管理制度",
        "创业导师工作制度",
        "活动证明",
        "牵头单位证明",
        "产业领域说明",
        "互动机制材料",
        "平台与仪器设备清单",
    ]


def test_a_comprehensive_space_needs_none_of_article_6():
    assert "牵头单位证明" not in labels(parse_facts(varied({}) | {"kind": "comprehensive"}))


def test_a_requirement_names_the_facts_that_claim_and_its_alternatives():
    (document,) = required_documents(only({"finance.partner_institutions": 2}), CURRENT)
    assert [kind.label for kind in document.any_of] == ["资金证明", "合作协议"]
    assert (document.claimed_by, document.checks) == (("finance.partner_institutions",), ("5.5.capital",))


def test_the_resident_list_comes_from_the_register():
    documents = required_documents(only({"residents.teams": 1}), CURRENT)
    assert [(document.label, document.any_of[0].from_register) for document in documents] == [
        ("入驻协议", False),
        ("入驻名单", True),
    ]


def test_readings_cite_a_clause():
    assert all(reading.clause.text and reading.title and reading.text for reading in CURRENT.readings)
    assert {"有效租期5年", "资金规模", "1000平方米"} <= {reading.title for reading in CURRENT.readings}


def test_as_of_of_the_samples():
    assert parse_facts(PASSING).as_of == date.fromisoformat(AS_OF)
