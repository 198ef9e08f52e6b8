"""What the city and the experts do to a case in the demo, one function a step, through the services."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from evaluation.demo.people import account
from evaluation.demo.steps import number_of, to_correct
from evaluation.models import ScoreSheet
from evaluation.scoring.sheets import STEP
from evaluation.services.panels import finish_panel
from evaluation.services.score_sheets import SheetDraft, declare, save_draft, submit_sheet
from filings.models import Application, Objection, PendingAct, ReviewAssignment
from filings.rules.periods import add_working_days
from filings.selectors.public_notices import current_notice
from filings.services.correction_requests import return_application
from filings.services.decisions import prepare_approval, prepare_rejection
from filings.services.panels import assign_experts, panel_of
from filings.services.publication import publicise, record_objection, uphold_objection
from filings.services.reviews import accept_application, start_review
from filings.services.signing import sign_act

EXPERTS = ("expert1", "expert2", "expert3", "expert4", "expert5")
DAYS_TO_SCORE = 10
GOOD = (
    "该众创空间方向清楚，服务队伍稳定，团队和企业质量较好，投融资对接有实际成效，运营机制健全并能够执行，建议准予备案。"
)
POOR = "该众创空间基础条件虽已具备，但服务同质化明显，案例说服力不足，导师辅导流于形式，投融资服务缺少成效，建议整改后再申请。"
REMARK = {True: "材料完整，做法可查。", False: "材料较为笼统，缺少可以核对的成效。"}
DISCUSSION = "专家会商认为，分差主要来自对投融资服务成效的不同判断，经核对融资凭证后形成一致意见。"
WEAK = "专家评审平均分未达到通过分数，团队与企业质量、运营机制得分偏低。"


def accept(application: Application) -> Application:
    """The clerk accepts."""
    return accept_application(application, actor=account("city1"), number=number_of(application, "郑科受"))


def send_back(application: Application) -> Application:
    """The clerk sends an accepted case back for its floor plan."""
    return return_application(
        application,
        actor=account("city1"),
        items=to_correct(application)[1:],
        due_on=add_working_days(timezone.localdate(), 10),
        number=number_of(application, "郑科补"),
    )


def assign(application: Application, number: int = 3) -> Application:
    """The clerk puts experts on the panel, each case beginning with another."""
    first = application.pk % len(EXPERTS)
    chosen = [account(EXPERTS[(first + n) % len(EXPERTS)]) for n in range(number)]
    due = add_working_days(timezone.localdate(), DAYS_TO_SCORE)
    assign_experts(application, actor=account("city1"), experts=chosen, due_on=due)
    return application


def start(application: Application, number: int = 3) -> Application:
    """The panel is put together and told."""
    return start_review(assign(application, number), actor=account("city1"))


def score(application: Application, *shares: int) -> Application:
    """The first experts declare and submit sheets with so many per cent of the full marks."""
    for place, share in zip(panel_of(application), shares, strict=False):
        declare(place, actor=place.expert, in_conflict=False)
        sheet = ScoreSheet.objects.get(assignment=place)
        submit_sheet(sheet, draft_for(sheet, share), actor=place.expert)
    return application


def begin_scoring(application: Application) -> Application:
    """The next expert has declared and marked half of the criteria."""
    place = next(place for place in panel_of(application) if place.status == ReviewAssignment.Status.ASSIGNED)
    declare(place, actor=place.expert, in_conflict=False)
    sheet = ScoreSheet.objects.get(assignment=place)
    whole = draft_for(sheet, 80)
    half = dict(list(whole.marks.items())[: len(whole.marks) // 2])
    save_draft(sheet, SheetDraft(marks=half), actor=place.expert)
    return application


def step_aside(application: Application) -> Application:
    """An expert declares a conflict and is off the case; the clerk fills the place."""
    place = panel_of(application)[-1]
    declare(place, actor=place.expert, in_conflict=True, statement="本人所在单位与该机构有在研合作项目。")
    on_case = set(application.assignments.values_list("expert__username", flat=True))
    other = next(username for username in EXPERTS if username not in on_case)
    due = add_working_days(timezone.localdate(), DAYS_TO_SCORE)
    assign_experts(application, actor=account("city1"), experts=[account(other)], due_on=due)
    return application


def draft_for(sheet: ScoreSheet, share: int) -> SheetDraft:
    """A whole sheet at so many per cent of the full marks."""
    criteria = list(sheet.form.criteria.order_by("position"))
    good = share >= sheet.form.pass_mark
    return SheetDraft(
        marks={each.pk: marks_of(each.full_marks, share) for each in criteria},
        comments={each.pk: REMARK[good] for each in criteria},
        overall={"recommend": good, "comment": GOOD if good else POOR},
    )


def marks_of(full: Decimal, share: int) -> Decimal:
    """A share of the full marks in steps of a half."""
    return (full * share / 100 / STEP).quantize(Decimal(1), ROUND_HALF_UP) * STEP


def finish(application: Application) -> Application:
    """The clerk sums the review up."""
    return finish_panel(application, actor=account("city1"), discussion=DISCUSSION)


def publish(application: Application) -> Application:
    """The public notice begins."""
    return publicise(application, actor=account("city1"), number=number_of(application, "郑科公示"))


def object_to(application: Application) -> Objection:
    """Somebody objects with real name."""
    notice = current_notice(application)
    if notice is None:
        raise LookupError(application)
    return record_objection(
        notice,
        name="郑州某科技公司（演示）",
        phone="13800001111",
        address="郑州市演示路8号",
        content="该众创空间公示的在驻企业中，有一家已于上月迁出，请核实入驻数量。",
    )


def uphold(application: Application) -> Application:
    """The objection is found justified."""
    resolution = "经现场核查，异议反映的情况属实，在驻数量不足三十家。"
    uphold_objection(object_to(application), actor=account("city1"), resolution=resolution)
    return application


def ask_to_approve(application: Application) -> PendingAct:
    """The clerk prepares the approval."""
    return prepare_approval(application, actor=account("city1"), number=number_of(application, "郑科备"))


def ask_to_reject(application: Application, clause: str, text: str) -> PendingAct:
    """The clerk prepares the rejection."""
    return prepare_rejection(
        application,
        actor=account("city1"),
        number=number_of(application, "郑科函"),
        reasons=[{"clause": clause, "text": text}],
    )


def sign(act: PendingAct) -> Application:
    """The signer of the city signs."""
    return sign_act(act, actor=account("city_sign"))
