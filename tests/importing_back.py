"""What an import makes of a generated file against what was sent; asserts, and is no test of its own."""

from random import Random

from evaluation.models import AnnualReturn
from evaluation.services.imports.load import Load, load_file
from evaluation.statistics.columns import FIELDS
from filings.services.imports.outcomes import Outcome
from tests.factories import make_operator, make_user
from tests.factories_statistics import YEAR, make_filed_space, make_window
from tests.generated_files import WRITERS
from tests.generated_sheets import NAMES, Row, make_sheet
from zzspace.sheets import column_letter

REASON = "已与运营机构逐项核对，数据属实。"


class Importing:
    """The city, and makerspaces of one operator that owe their returns, with names as people and attackers have them."""

    def __init__(self) -> None:
        make_window()
        self.city = make_user("city")
        operator = make_operator()
        spaces = [make_filed_space(operator=operator, name=name) for name in NAMES]
        self.known = [(space.filings.get().number, operator.uscc, space.name) for space in spaces]

    def load(self, content: bytes, name: str = "年报.xlsx") -> Load:
        return load_file(content, name=name, year=YEAR, actor=self.city, reason=REASON, commit=True, skip_refused=True)

    def check(self, seed: int) -> None:
        """Whole rows are written, all others refused at the cells that are wrong; the same again changes nothing."""
        dice = Random(seed)
        sent = make_sheet(seed, known=self.known)
        suffix = dice.choice(list(WRITERS))
        content = WRITERS[suffix](sent, dice)
        rows = [(sent.first_row + number + 1, row) for number, row in enumerate(sent.rows) if not row.is_blank]
        places = {name: column_letter(index) for index, (name, _) in enumerate(sent.header)}
        AnnualReturn.objects.all().delete()
        first = self.load(content, f"年报.{suffix}")
        assert [located(row) for row in first.plan.rows] == [expected(number, row, places) for number, row in rows]
        whole = {row.ids["number"]: row.figures for _, row in rows if not lacking(row)}
        stored = {
            each.space.filings.get().number: each.figures for each in AnnualReturn.objects.select_related("space")
        }
        assert (stored, first.written or 0) == (whole, len(whole))
        again = self.load(content, f"年报.{suffix}")
        assert (again.written or 0, again.counts["unchanged"], again.counts["refused"]) == (
            0,
            len(whole),
            len(rows) - len(whole),
        )
        if first.counts["refused"]:
            self.check_errors(first)

    def check_errors(self, first: Load) -> None:
        """The error workbook holds the refused rows, and uploaded as it is they are refused once more."""
        found = self.load(first.error_workbook()).plan.rows
        refused = [row for row in first.plan.rows if row.outcome is Outcome.REFUSED]
        assert [(row.outcome, row.title, fields(row)) for row in found] == [
            (row.outcome, row.title, fields(row)) for row in refused
        ]


def lacking(row: Row) -> set[str]:
    """The figures that a row has not."""
    return {name for name in FIELDS if row.figures[name] is None}


def fields(row) -> set[str]:
    return {fault.field for fault in row.faults}


def located(row) -> tuple[int, bool, set[tuple[str, str]]]:
    """Number, whether the row is refused, and where."""
    return row.number, row.outcome is Outcome.REFUSED, {(fault.field.lower(), fault.column) for fault in row.faults}


def expected(number: int, row: Row, places: dict[str, str]) -> tuple[int, bool, set[tuple[str, str]]]:
    return number, bool(lacking(row)), {(name, places[name]) for name in lacking(row)}
