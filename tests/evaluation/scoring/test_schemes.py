"""What a scheme must be before it is used, and that it comes back from JSON as it was."""

from dataclasses import replace
from decimal import Decimal

import pytest

from evaluation.scoring.catalogue import CATALOGUE, columns_read, formula_of
from evaluation.scoring.example_scheme import EXAMPLE
from evaluation.scoring.explaining import rule_text
from evaluation.scoring.scales import Expert, Linear, Step, Steps
from evaluation.scoring.scheme_checks import scheme_problems
from evaluation.scoring.schemes import KINDS, Group, UnreadableSchemeError, scheme_data, scheme_from
from evaluation.statistics.columns import BY_CODE
from tests.evaluation.scoring.schemes import GROUPS, INDICATORS, small_scheme


def told(scheme):
    return [problem.text for problem in scheme_problems(scheme)]


def with_indicator(**changes):
    """The small scheme with its first indicator changed, in the kind comprehensive alone."""
    changed = (replace(INDICATORS[0], **changes), *INDICATORS[1:])
    return small_scheme(kinds={"comprehensive": changed, "professional": INDICATORS})


def test_the_example_may_be_used_and_says_that_it_is_one():
    assert told(EXAMPLE) == []
    assert "示例" in EXAMPLE.title
    assert [(group.name, group.full) for group in EXAMPLE.groups] == [
        ("综合服务能力", 40), ("孵化绩效", 40), ("可持续发展", 20), ("加分项", 5),
    ]  # fmt: skip
    assert EXAMPLE.kinds["comprehensive"] != EXAMPLE.kinds["professional"]
    assert [EXAMPLE.full_of(kind) for kind in KINDS] == [105, 105]


@pytest.mark.parametrize("scheme", [EXAMPLE, small_scheme(cap_percent=Decimal("12.5"))], ids=["example", "small"])
def test_a_scheme_comes_back_as_it_was(scheme):
    assert scheme_from(scheme_data(scheme)) == scheme


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"title": "x"},
        scheme_data(EXAMPLE) | {"kinds": {}},
        scheme_data(EXAMPLE) | {"cap": {"percent": "?", "ties": "in"}},
    ],
)
def test_what_is_no_scheme_is_refused(data):
    with pytest.raises(UnreadableSchemeError):
        scheme_from(data)


@pytest.mark.parametrize(
    ("scheme", "problem"),
    [
        (small_scheme(groups=(Group("a", "综合服务能力", Decimal(45)), *GROUPS[1:])), "各组满分之和应为100分，现为105分，多出5分。"),
        (small_scheme(groups=(*GROUPS[:3], Group("d", "加分项", Decimal(11), bonus=True))), "加分最多10分，现为11分。"),
        (small_scheme(groups=(*GROUPS, GROUPS[3])), "分组代码d重复。"),
        (small_scheme(good=Decimal(90)), "等级分数线应由高到低：100 ≥ 优秀 ≥ 良好 ≥ 合格 > 0。"),
        (small_scheme(cap_percent=Decimal(0)), "优秀比例上限应大于0、不超过100%。"),
        (with_indicator(full=Decimal(19)), "综合性“综合服务能力”各指标满分之和应为40分，现为39分，还差1分。"),
        (with_indicator(code="T"), "指标代码T重复，请改成不同的代码。"),
        (with_indicator(group="z"), "“工位使用”所属的分组不存在。"),
        (with_indicator(figure="a5/a4*100"), "综合性“工位使用”：请从数据目录中选择所读取的数据。"),
        (with_indicator(scale=Expert()), "综合性“工位使用”：专家评分的指标不读取统计数据，请清除所选数据。"),
        (with_indicator(scale=Linear(Decimal(40), Decimal(40))), "综合性“工位使用”：起点值和目标值不能相同。"),
        (with_indicator(scale=Steps(())), "综合性“工位使用”：请至少设一档。"),
        (with_indicator(scale=Steps((Step(Decimal(2), Decimal(5)), Step(Decimal(1), Decimal(20))))), "综合性“工位使用”：各档的起点应由低到高，不能相同。"),
        (with_indicator(scale=Steps((Step(Decimal(1), Decimal(8)), Step(Decimal(2), Decimal(5)), Step(Decimal(3), Decimal(20))))), "综合性“工位使用”：各档的得分应由低到高。"),
        (with_indicator(scale=Steps((Step(Decimal(1), Decimal(8)),))), "综合性“工位使用”：最高一档的得分应等于满分20分，现为8分。"),
        (with_indicator(absent=Decimal(21)), "综合性“工位使用”：无法计算时的得分应在0至20之间，最多两位小数。"),
        (with_indicator(name=" "), "综合性“ ”：请填写名称。"),
    ],
)  # fmt: skip
def test_what_keeps_a_scheme_from_use(scheme, problem):
    assert problem in told(scheme)


def test_the_small_scheme_has_no_problem():
    assert told(small_scheme()) == []


def test_the_catalogue_reads_columns_of_the_return_alone():
    for figure in CATALOGUE.values():
        assert set(figure.codes) <= set(BY_CODE)
        assert formula_of(figure)
    assert columns_read(("workstation_use", "F3", "residents_growth")) == ("a4", "a5", "d11", "d12", "f3")
    assert formula_of(CATALOGUE["staff_per_10"]) == "C2 专职人员 ÷ （D11 年末在驻团队＋D12 年末在驻企业） × 10"


def test_rules_in_words():
    assert [rule_text(each) for each in INDICATORS[:4]] == [
        "40%得0分，90%得满分，其间按比例计分",
        "专家评分：是否开放、好用",
        "0%得0分，25%得满分，其间按比例计分",
        "1,000千元得5分；5,000千元得10分；10,000千元得15分",
    ]
