"""A scheme of the annual evaluation as an immutable value: groups, indicators of both kinds, bands, cap; how it is kept
as JSON and back. Whether it may be used is said in scheme_checks.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from evaluation.scoring.grades import Grade
from evaluation.scoring.scales import NOUGHT, Expert, Linear, Scale, Step, Steps

COMPREHENSIVE: Final = "comprehensive"
PROFESSIONAL: Final = "professional"
KIND_LABELS: Final = {COMPREHENSIVE: "综合性", PROFESSIONAL: "专业化"}
KINDS: Final = tuple(KIND_LABELS)
"""The kinds of Article 2, as filings names them."""


class Ties(StrEnum):
    """What happens to equal totals across the cap on 优秀: they are treated alike."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators that belong together; `bonus` marks come on top of the hundred."""

    code: str
    name: str
    full: Decimal
    bonus: bool = False


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of a kind. `figure` is an entry of the catalogue ("" for experts' marks), `absent` the marks where the
    figure cannot be worked out (no return of the year before, nothing to divide by).
    """

    code: str
    group: str
    name: str
    full: Decimal
    scale: Scale
    figure: str = ""
    absent: Decimal = NOUGHT

    @property
    def by_experts(self) -> bool:
        return isinstance(self.scale, Expert)


@dataclass(frozen=True)
class Scheme:
    """What a campaign scores with; never changed once used."""

    title: str
    note: str
    groups: tuple[Group, ...]
    kinds: Mapping[str, tuple[Indicator, ...]]
    excellent: Decimal = Decimal(85)
    good: Decimal = Decimal(75)
    passing: Decimal = Decimal(60)
    cap_percent: Decimal | None = None
    ties: Ties = Ties.OUT

    def indicators(self, kind: str) -> tuple[Indicator, ...]:
        """The indicators of a kind, in order."""
        return self.kinds[kind]

    def full_of(self, kind: str) -> Decimal:
        """What can be reached, bonus included."""
        return sum((indicator.full for indicator in self.kinds[kind]), Decimal(0))

    def expert_indicators(self, kind: str) -> tuple[Indicator, ...]:
        """Those that experts mark."""
        return tuple(indicator for indicator in self.kinds[kind] if indicator.by_experts)

    @cached_property
    def figure_codes(self) -> tuple[str, ...]:
        """The figures of the catalogue that are read, each once."""
        every = (indicator.figure for kind in self.kinds.values() for indicator in kind if indicator.figure)
        return tuple(dict.fromkeys(every))

    @property
    def bands(self) -> tuple[tuple[Grade, Decimal], ...]:
        """Grade and lowest total, best first; below the last it is 不合格."""
        return ((Grade.EXCELLENT, self.excellent), (Grade.GOOD, self.good), (Grade.PASS, self.passing))


class UnreadableSchemeError(ValueError):
    """Data that is no scheme; the message says what is wrong."""


def scale_data(scale: Scale) -> dict[str, Any]:
    """A scale as JSON."""
    if isinstance(scale, Linear):
        return {"sort": "linear", "floor": str(scale.floor), "target": str(scale.target)}
    if isinstance(scale, Steps):
        return {"sort": "steps", "steps": [[str(step.start), str(step.marks)] for step in scale.steps]}
    return {"sort": "expert", "guidance": scale.guidance}


def scheme_data(scheme: Scheme) -> dict[str, Any]:
    """A scheme as JSON; numbers are text, so that nothing is rounded. The same scheme gives the same data."""
    return {
        "title": scheme.title,
        "note": scheme.note,
        "bands": {"excellent": str(scheme.excellent), "good": str(scheme.good), "pass": str(scheme.passing)},
        "cap": {"percent": None if scheme.cap_percent is None else str(scheme.cap_percent), "ties": scheme.ties.value},
        "groups": [
            {"code": each.code, "name": each.name, "full": str(each.full), "bonus": each.bonus}
            for each in scheme.groups
        ],
        "kinds": {
            kind: [
                {
                    "code": each.code,
                    "group": each.group,
                    "name": each.name,
                    "full": str(each.full),
                    "figure": each.figure,
                    "absent": str(each.absent),
                    "scale": scale_data(each.scale),
                }
                for each in indicators
            ]
            for kind, indicators in scheme.kinds.items()
        },
    }


def scale_from(data: Mapping[str, Any]) -> Scale:
    """A scale from its JSON."""
    sort = data["sort"]
    if sort == "linear":
        return Linear(Decimal(data["floor"]), Decimal(data["target"]))
    if sort == "steps":
        return Steps(tuple(Step(Decimal(start), Decimal(marks)) for start, marks in data["steps"]))
    if sort == "expert":
        return Expert(data["guidance"])
    raise UnreadableSchemeError(f"unknown scale {sort!r}")


def indicator_from(data: Mapping[str, Any]) -> Indicator:
    """An indicator from its JSON."""
    return Indicator(
        code=data["code"],
        group=data["group"],
        name=data["name"],
        full=Decimal(data["full"]),
        scale=scale_from(data["scale"]),
        figure=data["figure"],
        absent=Decimal(data["absent"]),
    )


def scheme_from(data: Mapping[str, Any]) -> Scheme:
    """A scheme from its JSON; UnreadableSchemeError for anything else."""
    try:
        bands, cap = data["bands"], data["cap"]
        return Scheme(
            title=data["title"],
            note=data["note"],
            groups=tuple(
                Group(each["code"], each["name"], Decimal(each["full"]), bool(each["bonus"])) for each in data["groups"]
            ),
            kinds={kind: tuple(indicator_from(each) for each in data["kinds"][kind]) for kind in KINDS},
            excellent=Decimal(bands["excellent"]),
            good=Decimal(bands["good"]),
            passing=Decimal(bands["pass"]),
            cap_percent=None if cap["percent"] is None else Decimal(cap["percent"]),
            ties=Ties(cap["ties"]),
        )
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise UnreadableSchemeError(str(error)) from error
