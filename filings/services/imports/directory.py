"""Who is who while a load is planned: what the system holds by the names that sheets use, and what rows above add."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final, TypeAlias

from django.db.models import Max

from filings.models import Ban, District, Filing, Operator, Space
from filings.workflow import FilingState

Number: TypeAlias = "str | int"
"""A filing's old number as printed, or its serial where it is of the system's own form."""
OWN_NUMBER: Final = re.compile(r"郑众创备〔(\d{4})〕第?0*([1-9]\d{0,5})号")
BRACKETS: Final = str.maketrans("[]【】()（）［］", "〔〕〔〕〔〕〔〕〔〕")


class Directory:
    """A few queries once, for any number of rows; `enter…` makes what a row adds known to the rows below."""

    def __init__(self) -> None:
        self._districts = {name: each for each in District.objects.all() for name in names_of(each)}
        self._operators = {each.uscc: each for each in Operator.objects.all()}
        spaces = Space.objects.select_related("operator", "district")
        self._spaces = {(each.operator.uscc, each.name): each for each in spaces}
        self._filings: dict[tuple[int, Number], Filing] = {}
        self._by_number: dict[str, Space] = {}
        self._filed: set[tuple[str, str]] = set()
        self._on_file: set[tuple[str, str]] = set()
        for filing in Filing.objects.select_related("space__operator", "space__district", "operator"):
            self._keep(filing, filing.serial if filing.serial is not None else filing.old_number)
        self._bans = {(each.uscc, each.ground, each.since): each for each in Ban.objects.all()}
        given = Filing.objects.filter(application__isnull=False).order_by().values("year")
        self._given = {row["year"]: row["last"] for row in given.annotate(last=Max("serial"))}

    def district(self, name: str) -> District | None:
        return self._districts.get(name)

    def operator(self, code: str) -> Operator | None:
        return self._operators.get(code)

    def space(self, code: str, name: str) -> Space | None:
        """The makerspace of an operator by its name."""
        return self._spaces.get((code, name))

    def space_by_number(self, number: str) -> Space | None:
        """The makerspace of a filing by its number as printed."""
        return self._by_number.get(number)

    def was_filed(self, space: Space) -> bool:
        """Whether the makerspace is or was on file."""
        return (space.operator.uscc, space.name) in self._filed

    def filing(self, number: Number, year: int) -> Filing | None:
        """The filing of a number; old numbers are unique whatever their year."""
        return self._filings.get((year if isinstance(number, int) else 0, number))

    def given(self, year: int) -> int | None:
        """The highest serial that the system itself has given in a year; None where it has given none."""
        return self._given.get(year)

    def is_on_file(self, space: Space) -> bool:
        """Whether a filing of the makerspace is in force."""
        return (space.operator.uscc, space.name) in self._on_file

    def ban(self, code: str, ground: str, since: date) -> Ban | None:
        return self._bans.get((code, ground, since))

    def enter(self, operator: Operator, space: Space, filing: Filing, number: Number) -> None:
        """What a row adds."""
        self._operators[operator.uscc] = operator
        self._spaces[operator.uscc, space.name] = space
        self._keep(filing, number)

    def enter_ban(self, ban: Ban) -> None:
        self._bans[ban.uscc, ban.ground, ban.since] = ban

    def _keep(self, filing: Filing, number: Number) -> None:
        self._filings[filing.year if isinstance(number, int) else 0, number] = filing
        key = (filing.space.operator.uscc, filing.space.name)
        # A makerspace that was committed between the two queries is known by its filing only.
        self._by_number[filing.number] = self._spaces.setdefault(key, filing.space)
        self._filed.add(key)
        if filing.state == FilingState.ACTIVE:
            self._on_file.add(key)


def names_of(district: District) -> Iterable[str]:
    """The name, and without the city before it."""
    return {district.name, district.name.removeprefix("郑州市").removeprefix("郑州")}


def printed_number(text: str) -> str:
    """A number as it is stored and printed: one kind of brackets, no blanks, the system's own form without zeros in front."""
    printed = "".join(text.split()).translate(BRACKETS)
    found = OWN_NUMBER.fullmatch(printed)
    return f"郑众创备〔{found[1]}〕{found[2]}号" if found else printed
