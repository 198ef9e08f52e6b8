"""Article 8 in the demo: a case in each state, a report of misconduct, an official who stepped aside; through the services."""

from django.db import transaction
from django.utils import timezone

from evaluation.demo.clock import at, instant
from evaluation.demo.evidence import upload
from evaluation.demo.people import account, clerk_of, member_of, signer_of
from filings.models import Application, FraudCase, MisconductReport
from filings.services.fraud.finding import prepare_finding
from filings.services.fraud.proceedings import (
    drop_case,
    notify_operator,
    propose_disqualification,
    record_service,
    submit_defence,
)
from filings.services.recusals import declare_recusal
from filings.services.reports import report_misconduct
from filings.services.signing import sign_act

FACTS = (
    "申报的在驻团队中，有9个团队经现场核查和逐一联系，负责人均表示从未入驻，入驻协议为申报前集中补签。"
    "扣除后在驻团队和企业不足30家。"
)
DEFENCE = "所列团队采用线上线下结合的方式入驻，未每日到场，协议真实有效；现补充团队说明，请予复核。"
FINDING = "9个团队负责人的书面说明、门禁记录和工位登记相互印证，足以认定申报的在驻团队数量不实。"
ANSWER = "补充的说明没有签字，与团队负责人先前的书面说明不一致，申辩理由不成立，不予采纳。"
DROPPED = "经复核，所涉团队的入驻协议、门禁记录和社保缴纳记录一致，申报属实，证据不足以认定。"
REPORT = "在实地核查前，经办人员提前告知申报单位核查名单，核查当天只看了两家团队，核查情况与现场不符，请调查。"


def propose(application: Application) -> FraudCase:
    """The district puts it to the city with the record of its visit."""
    return propose_disqualification(
        application,
        actor=clerk_of(application.district_id),
        manner=FraudCase.Manner.MISSTATED,
        clause="第五条第（四）项",
        facts=FACTS,
        files=[upload("visit_photo.jpg", "核查照片")],
    )


def notify(application: Application) -> FraudCase:
    """The clerk of the city issues the prior notice."""
    return notify_operator(propose(application), actor=account("city1"), number=number_of(application, "告"))


def serve(application: Application) -> FraudCase:
    """Handed over on the day of the notice."""
    return record_service(
        notify(application),
        actor=account("city1"),
        on=timezone.localdate(),
        how=FraudCase.Service.DIRECT,
        note="前台签收",
    )


def hear(application: Application) -> FraudCase:
    """The operator has stated its view."""
    case = serve(application)
    actor = member_of(application.operator)
    return submit_defence(case, actor=actor, statement=DEFENCE, files=[upload("case_materials.pdf", "团队说明")])


def ask_to_find(application: Application) -> FraudCase:
    """The finding waits for its signature."""
    case = hear(application)
    prepare_finding(
        case, actor=account("city1"), number=number_of(application, "决"), finding=FINDING, on_defence=ANSWER
    )
    return case


def find(application: Application) -> FraudCase:
    """Found: the application ends, unless it had ended before, and the operator is under a ban."""
    case = ask_to_find(application)
    sign_act(case.acts.get(), actor=account("city_sign"))
    return case


def drop(application: Application) -> FraudCase:
    """Looked into and not upheld."""
    return drop_case(hear(application), actor=account("city1"), reason=DROPPED)


def recuse(application: Application) -> None:
    """The signer of the district steps aside."""
    declare_recusal(
        application, actor=signer_of(application.district_id), reason="与申报单位负责人有近亲属关系，按规定回避。"
    )


def number_of(application: Application, mark: str) -> str:
    """A number of a letter that only this application gets."""
    serial = int((application.number or "0-0").partition("-")[2])
    return f"郑科诚{mark}〔{timezone.localdate().year}〕{serial}号"


def report_once() -> None:
    """One report with a phone and one without, where there is none."""
    if MisconductReport.objects.exists():
        return
    with at(instant(3, 14, 25)), transaction.atomic():
        report_misconduct(about="某区科技主管部门经办人员（演示）", content=REPORT, name="赵先生", phone="13800002222")
    with at(instant(1, 9, 5)), transaction.atomic():
        report_misconduct(
            about="评审专家（演示）",
            content="一名评审专家在评审前参加了申报单位组织的活动并收取费用，没有申请回避。",
            concerning="工业视觉众创空间",
        )
