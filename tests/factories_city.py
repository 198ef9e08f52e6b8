"""Makers of what the city works on: recommended cases with their frozen data, panels, sheets, results, notices.

Earlier states are laid down as rows; what the city does itself goes through the services.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from evaluation.models import Score, ScoreSheet
from evaluation.selectors.score_sheets import score_form_for
from evaluation.services.panels import finish_panel
from evaluation.services.score_forms import install_default_forms
from evaluation.services.score_sheets import SheetDraft, declare, submit_sheet
from filings import models as m
from filings.selectors.applications import draft_of
from filings.selectors.facts import sections_of
from filings.selectors.verification import verification_sheet
from filings.services.decisions import prepare_approval
from filings.services.panels import assign_experts
from filings.services.publication import publicise
from filings.services.recommendation import kept_result
from filings.services.reviews import accept_application, start_review
from filings.services.signing import sign_act
from filings.services.snapshots import freeze_snapshot
from filings.workflow import Role
from tests.factories import TODAY, make_application, make_compliant_space, make_file, make_round, make_user

DUE = date(2026, 3, 20)
OVERALL = "该空间发展方向明确，运营团队稳定，孵化服务有成效，典型案例扎实；投融资服务偏弱，建议加强与创投机构的合作，落实后续回访。"

_numbers = count(1)


def letter_number() -> str:
    """A 发文字号 that was not used yet."""
    return f"郑科〔2026〕{next(_numbers)}号"


def make_expert(**fields: Any) -> m.User:
    number = next(_numbers)
    defaults = {"full_name": f"评审专家{number}号", "employer": f"某大学{number}系", "expertise": "智能制造"}
    return make_user(Role.EXPERT, **defaults | fields)


def make_clerk(**fields: Any) -> m.User:
    return make_user(Role.CITY, **fields)


def make_signer(**fields: Any) -> m.User:
    return make_user(Role.CITY, can_sign=True, **fields)


def make_recommended(space: m.Space | None = None, **fields: Any) -> m.Application:
    """A recommended case of a compliant space: all sections confirmed, snapshot frozen, every item found true."""
    space = space or make_compliant_space(fields.get("kind", "comprehensive"))
    opinion = "该空间符合条件，同意推荐。"
    application = make_application(space, "recommended", **{"opinion": opinion} | fields)
    now = timezone.now()
    m.ApplicationSection.objects.bulk_create(
        m.ApplicationSection(application=application, code=section.code, confirmed_at=now)
        for section in sections_of(application.kind)
    )
    attach(application, "lease_contract", "floor_plan", "diplomas")
    freeze_snapshot(application, draft=draft_of(application, as_of=TODAY), declarations=application.round.declarations)
    verify_all(application)
    return application


def attach(application: m.Application, *documents: str) -> None:
    """A file of two pages for each document; the names of the files name a person."""
    for document in documents:
        file = make_file(application.operator, name=f"陈静{document}.pdf")
        m.Attachment.objects.create(application=application, document=document, file=file)


def verify_all(application: m.Application) -> None:
    """The district found every item true, and its recommendation is kept."""
    official = make_user(Role.DISTRICT, district=application.district)
    for item in verification_sheet(application).items:
        m.Verification.objects.create(application=application, item=item.id, verdict="confirmed", by=official)
    kept_result(verification_sheet(application)).save(force_insert=True)


def make_accepted(clerk: m.User | None = None, **fields: Any) -> m.Application:
    application = make_recommended(**fields)
    return accept_application(application, actor=clerk or make_clerk(), number=letter_number())


def make_panel(application: m.Application, number: int = 3, clerk: m.User | None = None) -> list[m.ReviewAssignment]:
    """Experts assigned to an accepted case."""
    experts = [make_expert() for _ in range(number)]
    return assign_experts(application, actor=clerk or make_clerk(), experts=experts, due_on=DUE)


def make_in_review(number: int = 3, clerk: m.User | None = None, **fields: Any) -> m.Application:
    """A review begun with experts who have declared nothing yet."""
    install_default_forms()
    clerk = clerk or make_clerk()
    application = make_accepted(clerk, **fields)
    make_panel(application, number, clerk)
    return start_review(application, actor=clerk)


def declare_free(assignment: m.ReviewAssignment) -> ScoreSheet:
    """The expert declares no interest; the empty sheet comes back."""
    declare(assignment, actor=assignment.expert, in_conflict=False)
    return ScoreSheet.objects.select_related("assignment__expert", "form").get(assignment=assignment)


def sheet_draft(sheet: ScoreSheet, total: Decimal | int | str, *, recommend: bool = True) -> SheetDraft:
    """Marks that add up to a total of a hundred, criterion by criterion; a comment wherever one may be needed."""
    rest, marks = Decimal(total), {}
    for score in sheet.scores.select_related("criterion").order_by("-criterion__position"):
        marks[score.criterion_id] = min(rest, score.criterion.full_marks)
        rest -= marks[score.criterion_id]
    assert rest == 0, "no more than a hundred"
    comments = dict.fromkeys(marks, "有待加强。")
    return SheetDraft(marks, comments, {"recommend": recommend, "comment": OVERALL})


def score(assignment: m.ReviewAssignment, total: Decimal | int | str, *, recommend: bool = True) -> ScoreSheet:
    """An expert's whole way: declaration, marks, submission."""
    sheet = declare_free(assignment)
    return submit_sheet(sheet, sheet_draft(sheet, total, recommend=recommend), actor=assignment.expert)


def make_scored(totals: Sequence[Any] = (80, 82, 84), against: int = 0, **fields: Any) -> m.Application:
    """A case in review with every sheet in; the first `against` experts do not recommend."""
    application = make_in_review(len(totals), **fields)
    for index, (place, total) in enumerate(zip(application.assignments.order_by("pk"), totals, strict=True)):
        score(place, total, recommend=index >= against)
    return application


def make_reviewed(totals: Sequence[Any] = (80, 82, 84), against: int = 0, **fields: Any) -> m.Application:
    clerk = fields.pop("clerk", None) or make_clerk()
    application = make_scored(totals, against, clerk=clerk, **fields)
    return finish_panel(application, actor=clerk, discussion="")


def make_publicised(days: int = 0, **fields: Any) -> m.Application:
    """A case before the public in a round of so many days; none: the notice is over at once."""
    clerk = fields.pop("clerk", None) or make_clerk()
    fields.setdefault("round", make_round(notice_working_days=days))
    application = make_reviewed(clerk=clerk, **fields)
    return publicise(application, actor=clerk, number=letter_number())


def make_approved(**fields: Any) -> m.Filing:
    """A case walked to its filing by a clerk and a signer."""
    clerk = fields.pop("clerk", None) or make_clerk()
    application = make_publicised(clerk=clerk, **fields)
    act = prepare_approval(application, actor=clerk, number=letter_number())
    sign_act(act, actor=make_signer())
    return m.Filing.objects.get(application=application)


def objection_fields(**fields: Any) -> dict[str, str]:
    return {"name": "周正", "phone": "13700001111", "content": "公示的场地实际为仓库，没有对外服务。"} | fields


def empty_scores(sheet: ScoreSheet) -> int:
    """How many lines of a sheet have no mark."""
    return Score.objects.filter(sheet=sheet, marks__isnull=True).count()


def form_in_use(application: m.Application) -> Any:
    return score_form_for(application)


def later(days: int) -> date:
    return TODAY + timedelta(days=days)
