"""Makerspaces that were filed before the system, in the hands of the demo's operators, and how each stands with the return
that is due now. What their returns say is made up in evaluation.demo.figures.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from filings.models import Space


class Due(StrEnum):
    """How far the return of the open window has come."""

    NOT_BEGUN = "not_begun"
    BEGUN = "begun"
    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Earlier:
    """A makerspace filed so many years ago; `due` tells of its return, `poor` that its grades so far are 不合格."""

    name: str
    operator: str
    district: str
    years_ago: int
    residents: int
    due: Due = Due.CONFIRMED
    focus: str = ""
    has_registers: bool = False
    poor: bool = False

    @property
    def kind(self) -> Space.Kind:
        """Who has a focus is a professional makerspace."""
        return Space.Kind.PROFESSIONAL if self.focus else Space.Kind.COMPREHENSIVE


EARLIER: Final = (
    Earlier("云帆创客之家", "yunfan", "gxq", 5, 36, Due.BEGUN, has_registers=True),
    Earlier("莲花街创客空间", "wutong", "gxq", 5, 44),
    Earlier("冬青街传感众创空间", "xinyu", "gxq", 4, 52, focus="智能传感"),
    Earlier("梧桐街软件众创空间", "dahe", "gxq", 4, 61, focus="工业软件"),
    Earlier("西三环青创工场", "heluo", "gxq", 4, 38, Due.SUBMITTED),
    Earlier("瑞达路创业坊", "juli", "gxq", 3, 33, Due.SUBMITTED, focus="新材料"),
    Earlier("枫林创新空间", "fengchao", "gxq", 3, 41, Due.RETURNED),
    Earlier("启明星创业港", "qimingxing", "gxq", 2, 32, Due.NOT_BEGUN, poor=True),
    Earlier("麦田设计众创空间", "maitian", "jinshui", 5, 47, Due.RETURNED),
    Earlier("东风路创意空间", "huayuan", "jinshui", 5, 58),
    Earlier("农业路电商众创空间", "baichuan", "jinshui", 4, 63, focus="电子商务"),
    Earlier("思源科技园众创空间", "siyuan", "jinshui", 4, 72, focus="节能环保"),
    Earlier("丰庆路青年空间", "huayuan", "jinshui", 3, 35, Due.SUBMITTED),
    Earlier("国基路创客工坊", "baichuan", "jinshui", 2, 31, Due.OVERDUE),
    Earlier("郑东金融创客空间", "longhu", "zdxq", 5, 66),
    Earlier("象湖数字众创空间", "longhu", "zdxq", 3, 49, focus="数字影像"),
    Earlier("经开智能网联众创空间", "jingkai", "jkq", 4, 57, focus="智能网联"),
    Earlier("滨河创业空间", "jingkai", "jkq", 3, 34, Due.BEGUN),
    Earlier("航空港跨境众创空间", "hanggang", "hkg", 4, 54, focus="电子商务"),
    Earlier("建设路创客空间", "tongbai", "zhongyuan", 5, 42),
    Earlier("秦岭路创业坊", "tongbai", "zhongyuan", 3, 33, Due.NOT_BEGUN, poor=True),
    Earlier("大学路青创空间", "erqi", "erqi", 4, 39, Due.SUBMITTED),
    Earlier("城东路文创空间", "shangdu", "guancheng", 3, 37),
    Earlier("大河村文旅空间", "huiji", "huiji", 2, 31),
    Earlier("新密节能众创空间", "xianyu", "xinmi", 3, 35, focus="节能环保"),
    Earlier("龙湖镇创业空间", "xianyu", "xinzheng", 2, 33, Due.NOT_BEGUN),
)
