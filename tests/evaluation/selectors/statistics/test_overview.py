"""What returns come to: exact sums by the database, who is counted and who is not, changes like for like, nothing of another
district, the same number of queries however many returns.
"""

from datetime import date
from decimal import Decimal

import pytest

from evaluation.selectors.statistics.cube import Counting
from evaluation.selectors.statistics.exported import overview_rows
from evaluation.selectors.statistics.overview import overview, splits_for
from evaluation.selectors.statistics.shapes import MOST_LINES, Asked, Split
from evaluation.statistics.columns import BY_CODE, COLUMNS
from evaluation.statistics.summing import COLUMNS_OF_SUMS
from tests.factories import make_district, make_historic_filing, make_operator, make_space, make_user
from tests.factories_statistics import YEAR, make_filed_space, make_return

pytestmark = pytest.mark.django_db

INCOME, TEAMS = BY_CODE["B1"], BY_CODE["D1"]


def income(total):
    """Figures with this income, all of it from services."""
    return {"b1": Decimal(total), "b2": Decimal(total)} | dict.fromkeys(("b3", "b4", "b5", "b6"), Decimal(0))


def space_in(district, **fields):
    district = make_district(district)
    return make_filed_space(operator=make_operator(district=district), district=district, **fields)


def professional(district, focus, **fields):
    space = make_space(
        operator=make_operator(district=make_district(district)),
        district=make_district(district),
        kind="professional",
        focus_field=focus,
        **fields,
    )
    make_historic_filing(space, kind="professional")
    return space


@pytest.fixture
def city():
    return make_user("city")


def seen_by(user, year=YEAR, **fields):
    return overview(user, Asked(year, **fields))


def parts(distribution):
    return [(part.label, part.counted, part.owed, part.total) for part in distribution.parts]


def test_money_adds_up_to_the_hundredth(city):
    for total in ("0.10", "0.20", "9999999999.99", "1234567.07"):
        make_return(state="confirmed", **income(total), f4=Decimal(0))
    line = seen_by(city).sums[5]
    assert (line.column.code, line.total) == ("B1", Decimal("10001234567.36"))


@pytest.mark.parametrize(
    ("state", "checked", "reported"),
    [("open", 0, 0), ("returned", 0, 0), ("submitted", 0, 1), ("confirmed", 1, 1), ("locked", 1, 1)],
)
def test_what_is_counted_by_state(city, state, checked, reported):
    make_return(state=state)
    assert seen_by(city).counted == checked
    seen = seen_by(city, counting=Counting.REPORTED)
    assert (seen.counted, seen.owed) == (reported, 1)
    assert seen.key_sums[0].total == 5000 * reported


def test_who_has_not_reported_is_told_apart(city):
    for state in ("open", "returned", "submitted", "submitted", "confirmed"):
        make_return(state=state)
    make_filed_space()
    seen = seen_by(city)
    assert (seen.owed, seen.counted, seen.waiting, seen.sent_back, seen.lacking) == (6, 1, 2, 1, 2)


def test_a_return_of_a_makerspace_that_owed_none_is_not_counted(city):
    late, ended = make_space(), make_space()
    make_historic_filing(late, filed_on=date(YEAR + 1, 1, 1))
    make_historic_filing(ended, filed_on=date(YEAR - 2, 5, 1), state="cancelled", ended_on=date(YEAR, 12, 31))
    for space in (late, ended):
        make_return(space, state="confirmed")
    seen = seen_by(city)
    assert (seen.counted, seen.owed, seen.trend.whole.values) == (0, 0, (None,))


def test_a_makerspace_counts_under_the_kind_of_the_year(city):
    space = make_space(kind="professional", focus_field="新材料")
    make_historic_filing(
        space, kind="comprehensive", filed_on=date(YEAR - 2, 5, 1), state="superseded", ended_on=date(YEAR, 6, 1)
    )
    make_historic_filing(space, kind="professional", filed_on=date(YEAR, 6, 1))
    for year in (YEAR - 1, YEAR):
        make_return(space, state="locked", year=year)
    seen = seen_by(city, split=Split.KIND)
    assert [(line.label, line.values) for line in seen.trend.lines] == [
        ("综合性", (Decimal("5000.00"), None)),
        ("专业化", (None, Decimal("5000.00"))),
    ]
    by_kind, by_field = seen.distributions[1:]
    assert parts(by_field) == [("新材料", 1, 1, Decimal("5000.00")), ("综合性（不分领域）", 0, 0, None)]
    assert [(part.growth, part.same_growth) for part in by_kind.parts] == [(None, None), (None, Decimal("0.0"))]


def test_changes_are_also_told_like_for_like(city):
    both, new, gone = make_filed_space(), make_filed_space(), make_filed_space()
    make_return(both, state="locked", year=YEAR - 1, **income(1000))
    make_return(gone, state="locked", year=YEAR - 1, **income(3000))
    make_return(both, state="confirmed", **income(1100))
    make_return(new, state="confirmed", **income(500))
    seen = seen_by(city)
    line = seen.key_sums[0]
    assert (line.total, line.before, line.growth) == (1600, 4000, Decimal("-60.0"))
    assert (line.same, line.same_before, line.same_growth) == (1100, 1000, Decimal("10.0"))
    assert (seen.same, seen.counted, seen.counted_before) == (1, 2, 2)
    part = seen.distributions[1].parts[0]
    assert (part.growth, part.same_growth) == (Decimal("-60.0"), Decimal("10.0"))


def test_the_trend_goes_year_by_year(city):
    space = make_filed_space()
    make_return(space, state="locked", year=YEAR - 1, d1=30, d3=1, d4=1, d6=1, d7=1, d11=1)
    make_return(space, state="confirmed", d1=40)
    make_return(make_filed_space(), state="confirmed", d1=50)
    trend = seen_by(city, column=TEAMS).trend
    assert (trend.years, trend.counts) == ((YEAR - 1, YEAR), [(1, 2), (2, 2)])
    assert (trend.whole.values, trend.means) == ((30, 90), (Decimal("30.00"), Decimal("45.00")))
    assert (trend.whole.growth, trend.mean_growth) == (Decimal("200.0"), Decimal("50.0"))
    assert trend.spoken == "当年服务创业团队历年合计（个）：2024年30，2025年90"


def test_a_year_in_which_nobody_is_counted_has_no_sum(city):
    make_return(state="submitted")
    make_return(state="locked", year=YEAR - 1)
    trend = seen_by(city).trend
    assert (trend.whole.values, trend.whole.growth) == ((Decimal("5000.00"), None), None)


def test_a_later_year_is_not_in_the_trend(city):
    make_return(state="locked", year=YEAR - 1)
    make_return(state="confirmed")
    assert seen_by(city, year=YEAR - 1).trend.years == (YEAR - 1,)


def test_distributions_by_district_kind_and_field(city):
    make_return(space_in("jinshui"), state="confirmed", **income(100))
    make_return(professional("gxq", "新材料"), state="confirmed", **income(200))
    make_return(professional("gxq", "智能传感"), state="confirmed", **income(500))
    make_return(professional("gxq", ""), state="submitted", **income(900))
    by_district, by_kind, by_field = seen_by(city).distributions
    assert parts(by_district) == [("金水区", 1, 1, 100), ("郑州高新技术产业开发区", 2, 3, 700)]
    assert parts(by_kind) == [("综合性", 1, 1, 100), ("专业化", 2, 3, 700)]
    assert parts(by_field) == [
        ("智能传感", 1, 1, 500),
        ("新材料", 1, 1, 200),
        ("综合性（不分领域）", 1, 1, 100),
        ("未填写领域", 0, 1, None),
    ]
    assert [part.share for part in by_field.parts] == [Decimal("62.5"), Decimal("25.0"), Decimal("12.5"), None]


def test_charts_hold_what_the_tables_hold(city):
    make_return(space_in("jinshui"), state="confirmed", **income("100.50"))
    make_return(space_in("gxq"), state="submitted")
    seen = seen_by(city, split=Split.DISTRICT)
    assert seen.trend.chart == {
        "type": "line",
        "unit": "千元",
        "categories": ["2025年"],
        "series": [{"name": "金水区", "values": ["100.50"]}],
    }
    assert seen.distributions[0].chart == {
        "type": "rows",
        "unit": "千元",
        "categories": ["金水区", "郑州高新技术产业开发区"],
        "series": [{"name": "2025年", "values": ["100.50", None]}, {"name": "2024年", "values": [None, None]}],
    }


def test_small_groups_share_a_line_of_the_chart(city):
    for number in range(MOST_LINES + 2):
        make_return(professional("gxq", f"领域{number}"), state="confirmed", **income(100 * (number + 1)))
    trend = seen_by(city, split=Split.FIELD).trend
    assert [(line.label, line.values) for line in trend.drawn][-2:] == [("领域2", (300,)), ("其他", (300,))]
    assert len(trend.lines) == MOST_LINES + 2


def test_a_district_sees_nothing_of_another(city):
    own = space_in("gxq")
    make_return(own, state="confirmed", **income(100))
    make_return(professional("jinshui", "电子商务"), state="confirmed", **income(900))
    clerk = make_user("district", district=own.district)
    seen = seen_by(clerk, split=Split.DISTRICT)
    assert (seen.owed, seen.counted, seen.key_sums[0].total) == (1, 1, 100)
    assert [(each.split, parts(each)) for each in seen.distributions] == [
        (Split.KIND, [("综合性", 1, 1, 100)]),
        (Split.FIELD, [("综合性（不分领域）", 1, 1, 100)]),
    ]
    assert (seen.trend.split, seen.trend.lines) == (Split.WHOLE, ())
    told = [str(cell) for row in overview_rows(seen) for cell in row]
    assert [cell for cell in told if "金水" in cell or "电子商务" in cell or cell in ("900.00", "1000.00")] == []
    assert Split.DISTRICT not in splits_for(clerk)


@pytest.mark.parametrize("role", ["operator", "expert"])
def test_who_may_not_see_charts_gets_nothing(role):
    make_return(state="confirmed")
    fields = {"operator": {"operator": make_operator()}}.get(role, {})
    assert seen_by(make_user(role, **fields)).owed == 0


@pytest.mark.parametrize("role", ["admin", "auditor"])
def test_admin_and_auditor_see_the_whole(role):
    make_return(state="confirmed")
    assert seen_by(make_user(role)).counted == 1


def test_rows_for_a_sheet_hold_what_is_shown(city):
    make_return(space_in("jinshui"), state="confirmed", **income(100))
    rows = list(overview_rows(seen_by(city, split=Split.KIND)))
    assert {len(row) for row in rows} == {len(COLUMNS_OF_SUMS)}
    assert len(rows) == len(COLUMNS) + 2 + 3
    assert rows[5] == ["年度合计", "合计", 2025, "B1 总收入", "千元", 1, 1, 100, 0, None, None, None, 100]
    assert rows[47] == ["历年趋势", "综合性", 2025, "B1 总收入", "千元", None, None, 100, None, None, None, None, None]
    assert rows[48][:9] == ["历年趋势", "合计", 2025, "B1 总收入", "千元", 1, 1, 100, None]
    assert rows[49] == ["按区县", "金水区", 2025, "B1 总收入", "千元", 1, 1, 100, None, None, None, 100, 100]


def test_queries_do_not_grow_with_the_returns(city, django_assert_num_queries):
    make_return(space_in("gxq"), state="confirmed")
    with django_assert_num_queries(7):
        seen_by(city, split=Split.DISTRICT)
    for district in ("jinshui", "erqi", "gxq"):
        space = space_in(district)
        make_return(space, state="locked", year=YEAR - 1)
        make_return(space, state="confirmed")
    with django_assert_num_queries(7):
        assert seen_by(city, split=Split.DISTRICT).counted == 4
