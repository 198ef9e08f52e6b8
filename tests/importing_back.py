"""What the pages make of a generated file against what was sent: uploaded, previewed, answered, confirmed, exported and
uploaded again, as the city does it. Asserts, and is no test of its own.
"""

from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from django.urls import reverse

from evaluation.models import AnnualReturn
from evaluation.statistics.columns import FIELDS
from filings.models import HistoryLine, ImportJob, ImportRow
from tests.factories import make_operator, make_user
from tests.factories_statistics import YEAR, make_filed_space, make_window
from tests.generated_files import WRITERS, damaged
from tests.generated_sheets import NAMES, Row, make_sheet
from zzspace.sheets import column_letter

REASON = "已与运营机构逐项核对，数据属实。"
NOTHING = {"new": 0, "changed": 0, "unchanged": 0, "refused": 0}
DAMAGED = 0.25
"""The share of files of which a damaged copy is sent too."""


class Importing:
    """The city, and makerspaces of one operator that owe their returns, with names as people and attackers have them."""

    def __init__(self, client: Client) -> None:
        make_window()
        self.client = client
        self.client.force_login(make_user("city"))
        operator = make_operator()
        spaces = [make_filed_space(operator=operator, name=name) for name in NAMES]
        self.known = [(space.filings.get().number, operator.uscc, space.name) for space in spaces]

    def check(self, seed: int) -> None:
        """Whole rows are written, all others refused at the cells that are wrong; the same again changes nothing, nor does
        what the export gives.
        """
        dice = Random(seed)
        sent = make_sheet(seed, known=self.known)
        suffix = dice.choice(list(WRITERS))
        content = WRITERS[suffix](sent, dice)
        rows = [(sent.first_row + number + 1, row) for number, row in enumerate(sent.rows) if not row.is_blank]
        places = {name: column_letter(index) for index, (name, _) in enumerate(sent.header)}
        AnnualReturn.objects.all().delete()
        first = self.upload(content, suffix)
        assert [located(row) for row in first.rows.all()] == [expected(number, row, places) for number, row in rows]
        assert stored() == {}
        whole = {row.ids["number"]: row.figures for _, row in rows if not lacking(row)}
        self.confirm(first, len(whole))
        assert stored() == whole
        refused = len(rows) - len(whole)
        again = self.upload(content, suffix)
        assert again.counts == NOTHING | {"unchanged": len(whole), "refused": refused}
        self.check_errors(first, refused)
        self.check_export(dice.choice(("xlsx", "csv")), whole)
        if dice.random() < DAMAGED:
            self.upload(damaged(content, dice), suffix)
            assert stored() == whole

    def upload(self, content: bytes, suffix: str) -> ImportJob:
        """The load of a file, read; its page opens whatever was in the file."""
        file = SimpleUploadedFile(f"年报.{suffix}", content)
        with TestCase.captureOnCommitCallbacks(execute=True):
            answer = self.client.post(reverse("evaluation:statistics-import", args=[YEAR]), {"file": file})
        job = ImportJob.objects.latest("pk")
        assert (answer.status_code, answer.headers["Location"]) == (302, page(job))
        assert self.client.get(page(job)).status_code == 200
        assert job.state in ("ready", "refused")
        return job

    def confirm(self, job: ImportJob, rows: int) -> None:
        """Answer all that is asked and have so many rows written; with none to write it is refused."""
        self.client.post(page(job, "import-reason"), {"reason": REASON})
        answers: dict[str, Any] = {}
        for item in self.client.get(page(job)).context["questions"]:
            answers |= {item["choice"].html_name: "keep", item["reason"].html_name: REASON}
        if answers:
            assert self.client.post(page(job), answers).status_code == 302
        with TestCase.captureOnCommitCallbacks(execute=True):
            answer = self.client.post(page(job, "import-confirm"), {"digest": job.plan_digest})
        job.refresh_from_db()
        assert (answer.status_code, job.state) == ((302, "done") if rows else (409, "ready"))
        assert HistoryLine.objects.filter(record=f"importjob:{job.pk}").count() == (1 if rows else 0)
        assert self.client.get(page(job)).status_code == 200

    def check_errors(self, job: ImportJob, refused: int) -> None:
        """The error workbook holds the refused rows, and uploaded as it is they are refused once more."""
        answer = self.client.get(page(job, "import-errors"))
        assert answer.status_code == (200 if refused else 409)
        if refused:
            found = self.upload(answer.getvalue(), "xlsx").rows.all()
            sent = job.rows.filter(outcome="refused")
            assert [(row.outcome, row.title, fields(row)) for row in found] == [
                (row.outcome, row.title, fields(row)) for row in sent
            ]
            assert len(found) == refused

    def check_export(self, suffix: str, whole: dict[str, Any]) -> None:
        """What is exported changes nothing when it is uploaded."""
        answer = self.client.get(reverse("evaluation:statistics-export", args=[YEAR]), {"format": suffix})
        assert answer.status_code == 200
        job = self.upload(answer.getvalue(), suffix)
        assert job.counts == NOTHING | {"unchanged": len(whole)}


def page(job: ImportJob, name: str = "import") -> str:
    return reverse(f"filings:{name}", args=[job.pk])


def stored() -> dict[str, Any]:
    """Figures by the number of the filing."""
    returns = AnnualReturn.objects.select_related("space").prefetch_related("space__filings")
    return {each.space.filings.all()[0].number: each.figures for each in returns}


def lacking(row: Row) -> set[str]:
    """The figures that a row has not."""
    return {name for name in FIELDS if row.figures[name] is None}


def fields(row: ImportRow) -> set[str]:
    return {problem["field"] for problem in row.problems}


def located(row: ImportRow) -> tuple[int, bool, set[tuple[str, str]]]:
    """Number, whether the row is refused, and where."""
    where = {(problem["field"].lower(), problem["column"]) for problem in row.problems}
    return row.number, row.outcome == "refused", where


def expected(number: int, row: Row, places: dict[str, str]) -> tuple[int, bool, set[tuple[str, str]]]:
    return number, bool(lacking(row)), {(name, places[name]) for name in lacking(row)}
