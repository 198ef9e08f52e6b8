"""The rule set national-2017: 国家众创空间备案暂行规定 as checks, for recommendation upward (purpose continuing)."""

from typing import Final

from filings.rules.checks import Clause, Row, Threshold
from filings.rules.checks.base import REVIEW
from filings.rules.checks.days import operating
from filings.rules.checks.figures import any_of, at_least, flag
from filings.rules.checks.places import service_share
from filings.rules.versions.base import Version


def _clause(number: int, numeral: str, title: str) -> Clause:
    return Clause(f"N.{number}", f"国家备案条件（{numeral}）", f"n{number}", title)


N1: Final = _clause(1, "一", "发展方向")
N2: Final = _clause(2, "二", "运营主体")
N3: Final = _clause(3, "三", "运营时间")
N4: Final = _clause(4, "四", "服务场地")
N5: Final = _clause(5, "五", "服务对象")
N6: Final = _clause(6, "六", "孵化成效")
N7: Final = _clause(7, "七", "典型案例")
N8: Final = _clause(8, "八", "服务团队和导师")
N9: Final = _clause(9, "九", "创业活动")
N10: Final = _clause(10, "十", "统计报送")

THRESHOLDS: Final = {
    threshold.key: threshold
    for threshold in (
        Threshold("operating_months", 18, "个月", N3, "实际运营时间"),
        Threshold("total_area", 500, "㎡", N4, "场地面积"),
        Threshold("workstations", 30, "个", N4, "创业工位"),
        Threshold("venues", 1, "处", N4, "公共服务场地"),
        Threshold("service_share", 75, "%", N4, "创业工位和公共服务场地面积占比"),
        Threshold("served", 20, "家", N5, "每年按协议服务的团队和企业"),
        Threshold("incorporated", 10, "家", N6, "每年注册为企业的团队"),
        Threshold("funded", 5, "家", N6, "每年获得融资的团队和企业"),
        Threshold("cases", 3, "个", N7, "每年典型孵化案例"),
        Threshold("staff", 3, "人", N8, "专职孵化服务人员"),
        Threshold("mentors", 3, "人", N8, "创业导师"),
        Threshold("activities", 10, "场", N9, "每年举办的活动"),
    )
}


def _figure(key: str) -> int:
    return THRESHOLDS[key].value


CHECKS: Final = (
    flag(
        Row("N.1.direction", N1, "发展方向与可持续发展"),
        "operator.direction_documented",
        required="发展方向明确、模式清晰，具备可持续发展能力",
        yes="已提交发展方向、模式和可持续发展说明",
        no="没有提交发展方向、模式和可持续发展说明",
    ),
    flag(
        Row("N.2.legal_entity", N2, "运营主体"),
        "operator.independent_legal_entity",
        required="运营主体「原则上」为独立法人",
        yes="运营机构是独立法人单位",
        no="运营机构不是独立法人单位",
        otherwise=REVIEW,
    ),
    operating(Row("N.3.operating_18m", N3, "实际运营时间"), _figure("operating_months"), lenient_when_continuing=False),
    any_of(
        Row("N.4.space", N4, "场地面积或工位"),
        {"site.total_area_m2": _figure("total_area"), "site.workstations": _figure("workstations")},
        required=f"场地面积不低于{_figure('total_area')}㎡，或创业工位不少于{_figure('workstations')}个",
    ),
    any_of(
        Row("N.4.public_space", N4, "公共服务场地"),
        dict.fromkeys(
            ("site.has_meeting_room", "site.has_training_room", "site.has_roadshow_venue"), _figure("venues")
        ),
        required="有公共服务场地",
    ),
    service_share(Row("N.4.service_area_ratio", N4, "服务面积占比"), _figure("service_share")),
    at_least(Row("N.5.served", N5, "每年服务的团队和企业"), "residents.served_in_year", _figure("served")),
    any_of(
        Row("N.6.results", N6, "注册为企业或获得融资"),
        {
            "residents.teams_incorporated_in_year": _figure("incorporated"),
            "finance.funded_in_year": _figure("funded"),
        },
        required=f"每年注册为企业的团队不少于{_figure('incorporated')}家，或获得融资的不少于{_figure('funded')}家",
    ),
    at_least(Row("N.7.cases", N7, "典型孵化案例"), "residents.incubation_cases_in_year", _figure("cases")),
    at_least(Row("N.8.staff", N8, "专职孵化服务团队"), "staff.full_time", _figure("staff")),
    at_least(Row("N.8.mentors", N8, "创业导师数量"), "mentors.total", _figure("mentors")),
    at_least(Row("N.9.activities", N9, "各类活动"), "mechanisms.activities_in_year", _figure("activities")),
    flag(
        Row("N.10.torch_reported", N10, "火炬统计"),
        "statistics.torch_reported",
        required="真实、完整报送火炬统计数据",
        yes="最近一次火炬统计已真实、完整报送",
        no="最近一次火炬统计没有真实、完整报送",
    ),
)

NATIONAL_2017: Final = Version(
    id="national-2017",
    title="国家众创空间备案暂行规定（国科火字〔2017〕120号）",
    level="nation",
    thresholds=THRESHOLDS,
    standing_checks=(),
    checks=CHECKS,
)
