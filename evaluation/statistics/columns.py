"""The one table of the annual return's 47 figures. Model, web form, template, import, export, admin and tests read it;
no other place lists the columns. Identification columns of sheets stand at its end.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

Value: TypeAlias = int | Decimal
"""A figure as stored: whole numbers for counts, two places for areas (㎡) and money (千元)."""


class Kind(StrEnum):
    """What a figure is: decides its type, its bounds and which comparisons make sense."""

    AREA = "area"
    COUNT = "count"
    MONEY = "money"


PLACES: Final = {Kind.AREA: 2, Kind.COUNT: 0, Kind.MONEY: 2}
"""Decimal places that a figure may have."""
LARGEST: Final = {Kind.AREA: Decimal(9_999_999), Kind.COUNT: Decimal(9_999_999), Kind.MONEY: Decimal(9_999_999_999)}
"""The largest figure that is taken; more is a slip, whatever the makerspace (money in 千元)."""


@dataclass(frozen=True, slots=True)
class Group:
    """A section of the return."""

    letter: str
    title: str
    hint: str


@dataclass(frozen=True, slots=True)
class Column:
    """One figure: `code` as in the national form, `unit` as printed, `note` what it means."""

    code: str
    label: str
    unit: str
    kind: Kind
    note: str

    @property
    def field(self) -> str:
        """The name of the model's field, form field and JSON key."""
        return self.code.lower()

    @property
    def group(self) -> str:
        """The letter of the section."""
        return self.code[0]

    @property
    def title(self) -> str:
        """Code and label: 「B1 总收入」."""
        return f"{self.code} {self.label}"

    @property
    def header(self) -> str:
        """The header cell of sheets: 「B1 总收入（千元）」."""
        return f"{self.title}（{self.unit}）"

    @property
    def places(self) -> int:
        return PLACES[self.kind]

    @property
    def largest(self) -> Decimal:
        return LARGEST[self.kind]


GROUPS: Final[tuple[Group, ...]] = (
    Group("A", "场地", "面积按年末实际使用情况填写，单位平方米，最多两位小数。"),
    Group("B", "运营", "金额单位是千元，与火炬统计一致；没有的填0。总收入等于其后五项之和。"),
    Group("C", "队伍", "按年末在岗人数填写。"),
    Group("D", "服务对象", "统计年度内服务的团队和企业，以及年末仍在驻的数量。"),
    Group("E", "活动", "统计年度内举办的场次。"),
    Group("F", "投融资", "统计年度内在孵团队和企业获得的投资，金额单位是千元。"),
    Group("G", "知识产权", "在孵团队和企业年末拥有的有效知识产权。"),
)
GROUPS_BY_LETTER: Final = {group.letter: group for group in GROUPS}


def _area(code: str, label: str, note: str) -> Column:
    return Column(code, label, "平方米", Kind.AREA, note)


def _money(code: str, label: str, note: str) -> Column:
    return Column(code, label, "千元", Kind.MONEY, note)


def _count(code: str, label: str, unit: str, note: str) -> Column:
    return Column(code, label, unit, Kind.COUNT, note)


COLUMNS: Final[tuple[Column, ...]] = (
    _area("A1", "总面积", "众创空间全部场地的建筑面积"),
    _area("A2", "常驻团队和企业使用面积", "在驻团队、企业专用的办公面积"),
    _area("A3", "公共服务面积", "会议、洽谈、路演等共用场地的面积"),
    _count("A4", "提供工位数", "个", "年末可供使用的创业工位"),
    _count("A5", "年末已使用工位数", "个", "年末已有团队、企业使用的工位"),
    _money("B1", "总收入", "众创空间当年全部收入，等于B2至B6之和"),
    _money("B2", "服务收入", "向团队、企业提供服务取得的收入"),
    _money("B3", "房租及物业收入", "房租、工位费和物业费收入"),
    _money("B4", "投资收入", "投资取得的收益"),
    _money("B5", "财政补贴", "各级财政给予的补贴、奖励"),
    _money("B6", "其他收入", "以上各项以外的收入"),
    _money("B7", "运营成本", "当年用于众创空间运营的支出"),
    _money("B8", "纳税额", "运营机构当年因众创空间业务缴纳的税额"),
    _count("C1", "服务人员", "人", "年末为团队、企业服务的全部人员"),
    _count("C2", "专职人员", "人", "服务人员中专职的"),
    _count("C3", "专职中本科及以上", "人", "专职人员中大学本科及以上学历的"),
    _count("C4", "创业导师", "人", "年末聘任的创业导师"),
    _count("C5", "专职导师", "人", "创业导师中专职的"),
    _count("D1", "当年服务创业团队", "个", "当年提供过服务的创业团队和创客群体，含年内迁出的"),
    _count("D2", "团队人员", "人", "D1各团队的人数之和"),
    _count("D3", "大学生创业团队", "个", "D1中以在校生或毕业5年内大学生为主的"),
    _count("D4", "科技人员创业团队", "个", "D1中以科技人员为主的"),
    _count("D5", "留学归国人员创业团队", "个", "D1中以留学归国人员为主的"),
    _count("D6", "当年新入驻团队", "个", "D1中当年入驻的"),
    _count("D7", "当年注册为企业的团队", "个", "D1中当年登记注册为企业的"),
    _count("D8", "当年服务初创企业", "个", "当年提供过服务的初创企业，含年内迁出的"),
    _count("D9", "初创企业吸纳就业", "人", "D8各企业的从业人数之和"),
    _count("D10", "其中应届高校毕业生", "人", "D9中当年毕业的高校毕业生"),
    _count("D11", "年末在驻团队", "个", "D1中年末仍在驻的"),
    _count("D12", "年末在驻企业", "个", "D8中年末仍在驻的"),
    _count("D13", "当年毕业（迁出）企业", "个", "D8中当年毕业或迁出的"),
    _count("D14", "科技型中小企业", "个", "D8中当年入库的科技型中小企业"),
    _count("D15", "高新技术企业", "个", "D8中有效期内的高新技术企业"),
    _count("D16", "上市（挂牌）企业", "个", "D8中年末已上市或挂牌的"),
    _count("E1", "创新创业活动场次", "场", "项目发布、路演、沙龙、对接等活动，不含E2"),
    _count("E2", "创业教育培训场次", "场", "创业教育、培训的场次"),
    _count("E3", "培训人次", "人次", "E2各场参加人数之和"),
    _count("E4", "国际合作交流场次", "场", "与境外机构合作、交流的场次"),
    _count("E5", "典型孵化案例", "个", "当年形成的典型孵化案例"),
    _count("F1", "获得融资团队数", "个", "D1中当年获得融资的"),
    _count("F2", "获得融资企业数", "个", "D8中当年获得融资的"),
    _money("F3", "获得投资总额", "F1、F2各团队和企业当年获得的投资之和"),
    _money("F4", "其中本空间投资额", "F3中众创空间自己或其合作资金投入的"),
    _money("F5", "孵化资金规模", "年末自有种子资金和合作孵化资金的规模"),
    _count("G1", "有效知识产权", "件", "在孵团队、企业年末拥有的有效知识产权"),
    _count("G2", "其中发明专利", "件", "G1中的发明专利"),
    _count("G3", "当年新增", "件", "G1中当年取得的"),
)
BY_CODE: Final[dict[str, Column]] = {column.code: column for column in COLUMNS}
BY_FIELD: Final[dict[str, Column]] = {column.field: column for column in COLUMNS}
FIELDS: Final[tuple[str, ...]] = tuple(BY_FIELD)


def columns_of(letter: str) -> tuple[Column, ...]:
    """The figures of a section, in order."""
    return tuple(column for column in COLUMNS if column.group == letter)


@dataclass(frozen=True, slots=True)
class IdColumn:
    """A column that says whose row it is."""

    field: str
    header: str
    note: str


ID_COLUMNS: Final[tuple[IdColumn, ...]] = (
    IdColumn("number", "备案编号", "证书上的备案编号，如郑众创备〔2025〕1号"),
    IdColumn("uscc", "统一社会信用代码", "运营机构的18位代码；没有填备案编号时与众创空间名称一起使用"),
    IdColumn("name", "众创空间名称", "备案的名称"),
    IdColumn("year", "年度", "统计年度，如2025，与导入页面所选年度一致"),
)
"""Whose row it is and for which year, in the order of the template."""
