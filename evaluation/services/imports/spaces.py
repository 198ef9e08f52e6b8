"""Which makerspace a row of returns is about: by the number of a filing, or by the operator's code and the name."""

from collections.abc import Mapping
from dataclasses import dataclass

from evaluation.permissions import reportable_spaces
from evaluation.selectors.returns.windows import owing_spaces
from filings.models import District, Filing, Operator, Space, User
from filings.models.filings import filing_number
from filings.services.imports.directory import printed_number
from filings.workflow import Role


@dataclass(slots=True)
class KnownSpaces:
    """The makerspaces that are or were on file, with those within the sender's reach and those that owe a return."""

    actor: User
    year: int
    by_number: dict[str, Space]
    by_name: dict[tuple[str, str], Space]
    numbers: dict[int, str]
    reach: frozenset[int]
    owing: frozenset[int]

    def find(self, ids: Mapping[str, str]) -> Space | None:
        """The makerspace of a row; None where there is none, or where number and name are of two."""
        number, code, name = ids.get("number", ""), ids.get("uscc", "").upper(), ids.get("name", "")
        named = self.by_name.get((code, name)) if code and name else None
        if not number:
            return named
        numbered = self.by_number.get(printed_number(number))
        if numbered is None or (code and name and named is not numbered):
            return None
        return numbered

    def unknown(self, ids: Mapping[str, str]) -> str:
        """Why no makerspace was found."""
        number, code, name = ids.get("number", ""), ids.get("uscc", ""), ids.get("name", "")
        if not number and not (code and name):
            return "没有填备案编号，也没有填统一社会信用代码和众创空间名称，无法确定是哪一家。"
        if number and printed_number(number) in self.by_number:
            return f"备案编号“{number}”与统一社会信用代码、众创空间名称不是同一家，请核对。"
        return (
            f"没有找到备案编号为“{number}”的众创空间，请核对。" if number else f"没有找到“{name}”，请核对代码和名称。"
        )

    def refusal(self, space: Space) -> str:
        """Why the sender may not report for a makerspace; "" where it may."""
        if space.pk not in self.reach:
            if self.actor.role == Role.OPERATOR:
                return "不是本机构的众创空间，不能由您导入。"
            return f"不在本辖区（{space.district}），请由{space.district}或市科技局导入。"
        if space.pk not in self.owing:
            return f"{self.year}年末不在备案名单中，不用报送{self.year}年度统计。"
        return ""

    def number_of(self, space: Space) -> str:
        """The number of its filing."""
        return self.numbers.get(space.pk, "")


def known_spaces(actor: User, year: int) -> KnownSpaces:
    """All of them in six queries; whoever is on file is public. Operators and districts are held once each."""
    filings = (
        Filing.objects.order_by("filed_on", "pk").values_list("space_id", "old_number", "year", "serial").iterator()
    )
    given = [(filing_number(old, of_year, serial), space) for space, old, of_year, serial in filings]
    spaces = filed_spaces()
    return KnownSpaces(
        actor=actor,
        year=year,
        by_number={number: spaces[space] for number, space in given},
        by_name={(space.operator.uscc, space.name): space for space in spaces.values()},
        numbers={space: number for number, space in given},
        reach=frozenset(reportable_spaces(actor).values_list("pk", flat=True)),
        owing=frozenset(owing_spaces(year).values_list("pk", flat=True)),
    )


def filed_spaces() -> dict[int, Space]:
    """Makerspaces that are or were on file, by id."""
    found = Space.objects.filter(pk__in=Filing.objects.values("space")).only("operator", "district", "name", "kind")
    spaces = {space.pk: space for space in found.iterator()}
    operators, districts = Operator.objects.in_bulk(), District.objects.in_bulk()
    for space in spaces.values():
        space.operator, space.district = operators[space.operator_id], districts[space.district_id]
    return spaces
