"""What people do to a case in the demo, one function a step, each through the services that the pages call."""

from collections.abc import Sequence
from datetime import time

from django.utils import timezone

from evaluation.demo.evidence import attachments_for, upload
from evaluation.demo.people import clerk_of, member_of, signer_of
from filings.models import Application, PendingAct, Round, Space, User
from filings.rules.periods import add_working_days
from filings.selectors.applications import draft_of
from filings.selectors.correction_targets import by_key, targets_of
from filings.selectors.corrections import Corrections
from filings.selectors.registers import REGISTERS
from filings.selectors.sections import SectionTask
from filings.selectors.verification import SheetItem, submitted_snapshot, verification_sheet
from filings.services.applications import confirm_section, create_draft, save_section, submit_application
from filings.services.attachments import attach_file, remove_attachment
from filings.services.correction_guards import ItemGiven
from filings.services.correction_requests import return_application
from filings.services.decline_reviews import ask_decline_review
from filings.services.recommendation import prepare_decline, prepare_recommendation
from filings.services.registers import save_row
from filings.services.resubmission import resubmit_application, settle_item
from filings.services.signing import sign_act
from filings.services.submission_guards import required_declarations
from filings.services.verification import record_site_visit, save_verification, take_case

EXPLANATION = "{}的情况：合同、名册和凭证都已上传，实际运营与所填一致，请区县核实时结合材料认定。"
FINDING = "已核对合同和名册原件，并向两家在驻企业了解情况，认定符合条款要求。"
OPINION = "该众创空间场地固定、服务规范，团队和企业数量质量达到条件，核实情况属实，同意推荐。"
VISIT = "现场核对场地、工位和公共服务区域，抽查八家团队和企业的在驻情况，与申报一致。"
MARKS = {"gxq": "郑高科", "zdxq": "郑东科", "jkq": "郑经科", "hkg": "郑港科"}
"""How development zones sign their letters; other districts by the first two characters of their name."""
TO_CORRECT = {
    "check:5.2.workstations": "工位数与场地照片不一致，请清点后更新场地名册。",
    "document:floor_plan": "未标注公共服务场地面积，请上传带面积标注的平面图。",
}
"""What the demo's districts send back, by target."""
REVIEW_ASKED = "不予推荐所依据的团队数量未计入2月新入驻的3个团队，入驻协议已附在申请材料中，请复核。"
LEFT = "该团队已办理退驻手续，提交之日不在驻，见退驻确认书。"


# The operator ----------------------------------------------------------------------------------------------------


def begin(space: Space, round_: Round, *, leaving: Sequence[str] = ()) -> Application:
    """A draft, filled in but for the sections that are left."""
    actor = member_of(space.operator)
    application = create_draft(space, actor=actor, round_=round_, kind=space.kind)
    draft = draft_of(application, as_of=timezone.localdate())
    for task in draft.tasks:
        if task.code not in leaving:
            complete(application, task, actor)
    return application


def complete(application: Application, task: SectionTask, actor: User) -> None:
    """One section: explained where a check asks for it, evidence attached, data confirmed."""
    texts = {check.id: EXPLANATION.format(check.label) for check in task.to_explain}
    if texts:
        save_section(application, task.code, actor=actor, explanations=texts)
    for evidence in task.evidence:
        if not evidence.is_there:
            document = evidence.required.any_of[0]
            for file in attachments_for(document.code, document.label):
                attach_file(application, actor=actor, document=document.code, upload=file)
    confirm_section(application, task.code, actor=actor)


def submit(application: Application) -> Application:
    """Submit with every declaration accepted."""
    accepted = required_declarations(application.round)
    return submit_application(application, actor=member_of(application.operator), accepted=accepted)


def correct(application: Application) -> Application:
    """The operator counts the seats anew, puts in another floor plan, says that both are done, submits."""
    actor = member_of(application.operator)
    site = application.space.sites.get()
    site.workstations += 6
    save_row(site, REGISTERS["sites"], actor=actor)
    for attachment in list(application.attachments.filter(document="floor_plan")):
        remove_attachment(attachment, actor=actor)
    attach_file(
        application, actor=actor, document="floor_plan", upload=upload("floor_plan.png", "场地平面图（标注面积）")
    )
    for item in application.correction_requests.latest("sequence").items.all():
        settle_item(application, item.pk, actor=actor, reply="已按要求补正，见新的平面图。")
    accepted = required_declarations(application.round)
    return resubmit_application(application, actor=actor, accepted=accepted)


def ask_for_review(application: Application) -> None:
    """The operator asks the city to review the refusal."""
    ask_decline_review(application, actor=member_of(application.operator), reason=REVIEW_ASKED)


# The district ----------------------------------------------------------------------------------------------------


def verify(application: Application, *, items: int | None = None) -> Application:
    """The clerk takes the case and marks its items, in order; `items` are so many and no more."""
    clerk = clerk_of(application.district_id)
    taken = take_case(application, actor=clerk, seen_handler=None)
    sheet = verification_sheet(taken)
    for item in sheet.items[:items]:
        finding = FINDING if item.lacks_finding else ""
        save_verification(taken, item.id, actor=clerk, verdict="confirmed", finding=finding)
    return taken


def take_resident_out(application: Application) -> Application:
    """The clerk finds that one team has left and corrects the count, with evidence."""
    clerk = clerk_of(application.district_id)
    row = leaving_team(application)
    save_verification(
        application,
        "5.4.residents",
        actor=clerk,
        verdict="corrected",
        finding=LEFT,
        corrections=Corrections(frozenset({("residents", row)})),
        evidence=upload("leaving_confirmation.pdf", "退驻确认书"),
    )
    return application


def leaving_team(application: Application) -> int:
    """A team in residence that never became a company."""
    rows = submitted_snapshot(application).rows["registers"]["residents"]
    return int(next(row["id"] for row in rows if row["kind"] == "team" and not row["incorporated_on"]))


def visit(application: Application) -> Application:
    """Two officials look at the site, count seats and area, take a photograph."""
    site = verification_sheet(application).judged.claimed.site
    record_site_visit(
        application,
        actor=clerk_of(application.district_id),
        on=timezone.localdate(),
        at_time=time(10, 30),
        found={"site.workstations": site.workstations, "site.total_area_m2": f"{site.total_area_m2:.2f}"},
        officers=[clerk_of(application.district_id).full_name, "王磊"],
        findings=VISIT,
        consistent=True,
        photos=[upload("visit_photo.jpg", "现场照片")],
    )
    return application


def ask_to_recommend(application: Application) -> PendingAct:
    """The clerk prepares the recommendation."""
    return prepare_recommendation(
        application,
        actor=clerk_of(application.district_id),
        opinion=OPINION,
        number=number_of(application, f"{mark_of(application)}函"),
        issued_on=timezone.localdate(),
    )


def ask_to_decline(application: Application) -> PendingAct:
    """The clerk prepares the refusal, on the first conditions that are not met."""
    failing = verification_sheet(application).failing[:3]
    return prepare_decline(
        application,
        actor=clerk_of(application.district_id),
        grounds=[ground(item) for item in failing],
        number=number_of(application, f"{mark_of(application)}通"),
        issued_on=timezone.localdate(),
    )


def ground(item: SheetItem) -> dict[str, str]:
    """A reason with its clause, in the words of the check."""
    found = item.result.why if item.result else item.wording
    return {"clause": item.clause.text, "text": f"{item.label}未达到要求。{found}"}


def send_back(application: Application) -> Application:
    """The clerk sends the case back for its seats and its floor plan."""
    return return_application(
        application,
        actor=clerk_of(application.district_id),
        items=to_correct(application),
        due_on=add_working_days(timezone.localdate(), 10),
        number=number_of(application, f"{mark_of(application)}补"),
    )


def to_correct(application: Application) -> list[ItemGiven]:
    """What is asked for, each with its words."""
    targets = by_key(targets_of(application))
    return [ItemGiven(targets[key], what) for key, what in TO_CORRECT.items()]


def sign_in_district(act: PendingAct) -> Application:
    """The signer of the district signs."""
    return sign_act(act, actor=signer_of(act.on_application.district_id))


def mark_of(application: Application) -> str:
    """The district's letters in a number."""
    return MARKS.get(application.district_id, f"{application.district.name[:2]}科")


def number_of(application: Application, mark: str) -> str:
    """A number of a letter that only this application gets."""
    serial = int((application.number or "0-0").partition("-")[2])
    return f"{mark}〔{timezone.localdate().year}〕{serial}号"
