"""Loads against each other, against approvals and against operators, all begun at once. Only PostgreSQL has many writers."""

import pytest

from evaluation.services.imports.history import GRADES, load_history
from filings.forms.register_rows import check_row
from filings.models import Filing, HistoryLine, Operator, Space
from filings.selectors.registers import REGISTERS
from filings.services.history import broken_chains
from filings.services.imports.history import FILINGS
from filings.services.imports.register_tables import TABLES
from filings.services.imports.registers import load_registers
from filings.services.registers import save_row
from filings.services.signing import sign_act
from tests.factories import make_district, make_historic_filing, make_mentor, make_space, make_user
from tests.factories_city import make_clerk, make_signer
from tests.factories_imports import filing_row, sheet_of
from tests.filings.services.test_numbering import at_once, prepared
from zzspace.sheets import Workbook

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
MENTORS = next(table for table in TABLES if table.key == "mentors")
NUMBER = "郑科众创〔2023〕第7号"


@pytest.fixture(autouse=True)
def _no_rendering(monkeypatch):
    """The bytes of documents are not the matter here."""
    monkeypatch.setattr("filings.documents.issuing.render_document", lambda pk: None)


def written(plan):
    return sum(row.writes for row in plan.rows)


def test_four_loads_of_one_workbook_write_it_once():
    make_district("jinshui")
    book = Workbook(
        (sheet_of(FILINGS, filing_row()), sheet_of(GRADES, {"number": NUMBER, "year": 2024.0, "grade": "合格"}))
    )
    loaders = [make_user("city") for _ in range(4)]
    answers = at_once([lambda who=who: written(load_history(book, actor=who)) for who in loaders])
    lost = "载入时有同样的数据刚刚写入，本次没有载入任何数据。请重新上传，核对后再确认。"
    assert answers.count(2) == 1
    assert set(answers) <= {2, 0, lost}
    assert (Filing.objects.count(), Operator.objects.count(), Space.objects.count()) == (1, 1, 1)
    assert HistoryLine.objects.filter(action="load_grade").count() == 1
    assert broken_chains() == []


def test_a_number_of_the_systems_own_form_is_given_once():
    make_district("jinshui")
    row = filing_row(number="郑众创备〔2026〕1号", filed_on="2026-01-05")
    book, loader = Workbook((sheet_of(FILINGS, row),)), make_user("city")
    acts = [prepared(make_clerk()) for _ in range(3)]
    signers = [make_signer() for _ in acts]
    calls = [lambda act=act, who=who: sign_act(act, actor=who).state for act, who in zip(acts, signers, strict=True)]
    answers = at_once([lambda: written(load_history(book, actor=loader)), *calls])
    assert answers[1:] == ["approved"] * 3
    serials = sorted(Filing.objects.values_list("serial", flat=True))
    assert serials == list(range(1, len(serials) + 1))
    assert len(serials) == (4 if answers[0] == 1 else 3)


def test_an_operator_and_a_load_on_one_row_follow_each_other():
    space = make_space()
    make_historic_filing(space, old_number=NUMBER)
    mentor = make_mentor(space, name="赵明", employer="甲公司")
    row = {
        "filing_number": NUMBER, "name": "赵明", "full_time": "是", "background": "技术专家",
        "employer": "甲公司", "valid_from": "2024-01-02",
    }  # fmt: skip
    book, loader = Workbook((sheet_of(MENTORS, row),)), make_user("admin")
    owner = make_user("operator", operator=space.operator)

    def amend():
        mentor.employer = "乙公司"
        return save_row(mentor, REGISTERS["mentors"], actor=owner).employer

    answers = at_once([lambda: written(load_registers(book, actor=loader, check=check_row)), amend])
    assert answers[1] == "乙公司"
    found = space.mentors.values_list("employer", "full_time", "background").get()
    assert found in {("甲公司", True, "engineer"), ("乙公司", False, "investor")}
    assert HistoryLine.objects.filter(action="load_registers").count() == 1
