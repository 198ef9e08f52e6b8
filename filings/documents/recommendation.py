"""Contexts of what a district issues: 推荐函 with its 汇总表, 预审意见表, 不予推荐通知书. Plain values of the day, nothing live later."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from filings.models import Application, District, JointRecommendation, PendingAct, SiteVisit, User
from filings.rules.verdicts import CheckResult, Verdict
from filings.selectors.correction_texts import correction_texts
from filings.selectors.corrections import Corrections
from filings.selectors.documents import appeal_bodies
from filings.selectors.settings import city_settings
from filings.selectors.site_visits import counts_text
from filings.selectors.verification import Sheet, SheetItem
from zzspace.wording import as_day, date_zh, two_places

CITY_BUREAU = "郑州市科学技术局"
KNOWN_BY_SYSTEM = "系统核验"
DIGEST_SHOWN = 16


def filing_name(application: Application) -> str:
    """The name under which the space would be filed (第七条第（三）项)."""
    return f"郑州市众创空间（{application.get_kind_display()}）"


def letter_head(application: Application, act: PendingAct) -> dict[str, Any]:
    """Issuer, number, dates and colophon of a district's letter."""
    day = date_zh(date.fromisoformat(act.payload["issued_on"]))
    return district_head(application.district, number=act.payload["number"], day=day, contact=act.prepared_by)


def district_head(district: District, *, number: str, day: str, contact: User) -> dict[str, Any]:
    """What every letter of a district begins and ends with."""
    return {
        "issuer": district.bureau,
        "number": number,
        "date": day,
        "contact": f"联系人：{contact}" + (f"，电话：{district.phone}" if district.phone else ""),
        "printed_by": district.bureau,
        "printed_on": day,
        "copies": [],
    }


def recommendation_letter_context(application: Application, *, act: PendingAct, sheet: Sheet) -> dict[str, Any]:
    """推荐函: what was verified, the verified figures, the opinion; the space's line of the 汇总表."""
    return letter_head(application, act) | {
        "addressee": CITY_BUREAU,
        "round_title": application.round.title,
        "rows": [summary_row(application, sheet, opinion="同意推荐")],
        "verification": "\n\n".join(verification_paragraphs(application, sheet)),
        "opinion": act.payload["opinion"],
        "table_date": date_zh(date.fromisoformat(act.payload["issued_on"])),
    }


def joint_letter_context(
    joint: JointRecommendation, cases: Sequence[tuple[Application, Sheet, str]], *, contact: User
) -> dict[str, Any]:
    """推荐函 for several applications of a round: what was verified of each, the shared opinion, all lines of the 汇总表
    with the opinion on each. `cases` are (application, sheet, opinion).
    """
    day = date_zh(joint.issued_on)
    several = len(cases) > 1
    verification = [f"共审核{len(cases)}家单位的备案申请，逐家核实如下。"] if several else []
    for number, (application, sheet, _) in enumerate(cases, start=1):
        first, *rest = verification_paragraphs(application, sheet)
        name = sheet.snapshot.rows["space"]["name"]
        verification += [f"{number}.{name}：{first}" if several else first, *rest]
    return district_head(joint.district, number=joint.number, day=day, contact=contact) | {
        "addressee": CITY_BUREAU,
        "round_title": joint.round.title,
        "rows": [summary_row(application, sheet, opinion=opinion) for application, sheet, opinion in cases],
        "verification": "\n\n".join(verification),
        "opinion": joint.text,
        "table_date": day,
    }


def summary_row(application: Application, sheet: Sheet, *, opinion: str) -> dict[str, Any]:
    """One space of the 推荐汇总表, with the verified figures."""
    facts, frozen, operator = sheet.judged.facts, sheet.snapshot.rows, application.operator
    return {
        "name": frozen["space"]["name"],
        "kind": application.get_kind_display(),
        "filing_name": filing_name(application),
        "operator": frozen["operator"]["name"],
        "uscc": frozen["operator"]["uscc"],
        "address": addresses(sheet),
        "area": two_places(facts.site.total_area_m2),
        "workstations": facts.site.workstations,
        "teams": facts.residents.teams,
        "startups": facts.residents.startups,
        "contact": operator.contact_name,
        "phone": operator.contact_phone,
        "opinion": opinion,
    }


def addresses(sheet: Sheet) -> str:
    """Where the frozen sites lie."""
    return "；".join(dict.fromkeys(site["address"] for site in sheet.snapshot.rows["registers"]["sites"]))


def verification_paragraphs(application: Application, sheet: Sheet) -> list[str]:
    """一、审核情况: how many items, what was corrected, what a person had to settle, the visit."""
    articles = "第五条" if application.kind == "comprehensive" else "第五条、第六条"
    found = (
        f"其中属实{sheet.confirmed}项、更正{sheet.corrected}项。经核实和更正" if sheet.corrected else "均属实。经核实"
    )
    verified = (
        f"对照《郑州市众创空间管理办法》{articles}规定的条件，逐项核实{sheet.total}项，{found}，"
        f"{count_of(sheet, Verdict.PASS)}项条件符合规定{reviewed_phrase(sheet)}。"
    )
    corrected = [
        f"{item.label}：{'；'.join(texts)}。" for item in sheet.items if (texts := corrected_texts(sheet, item))
    ]
    paragraphs = [verified]
    paragraphs += [f"更正事项：{''.join(corrected)}"] if corrected else []
    settled = [
        f"{item.label}（{item.clause.text}）：{item.verification.finding}"
        for item in sheet.items
        if item.verdict is Verdict.REVIEW and item.verification
    ]
    paragraphs += [f"人工核实意见：{'；'.join(settled)}"] if settled else []
    visit = latest_visit(application)
    if visit:
        outcome = "与申报内容一致" if visit.consistent else "与申报内容有不一致之处，已在核实中处理"
        paragraphs.append(f"{date_zh(visit.on)}，{visit.officers}到现场进行了实地核查，{outcome}。")
    return paragraphs


def count_of(sheet: Sheet, verdict: Verdict) -> int:
    """How many verified checks have a verdict after corrections; what the system knows itself is not counted."""
    return sum(item.verdict is verdict for item in sheet.items)


def reviewed_phrase(sheet: Sheet) -> str:
    """，1项经人工核实认定, where a person had to settle it."""
    number = count_of(sheet, Verdict.REVIEW)
    return f"，{number}项已由人工核实并作出认定" if number else ""


def latest_visit(application: Application) -> SiteVisit | None:
    """The last visit to the site."""
    return application.site_visits.first()


def prescreen_opinion_context(application: Application, *, act: PendingAct, sheet: Sheet) -> dict[str, Any]:
    """预审意见表: every check with its arithmetic after correction, what was verified and what was corrected."""
    visit = latest_visit(application)
    return {
        "issuer": application.district.bureau,
        "date": date_zh(date.fromisoformat(act.payload["issued_on"])),
        "application_number": application.number,
        "space_name": sheet.snapshot.rows["space"]["name"],
        "filing_name": filing_name(application),
        "operator": sheet.snapshot.rows["operator"]["name"],
        "uscc": sheet.snapshot.rows["operator"]["uscc"],
        "address": addresses(sheet),
        "as_of": date_zh(sheet.snapshot.as_of),
        "ruleset": f"《{sheet.judged.version.title}》（{sheet.snapshot.ruleset}）",
        "outcome_label": sheet.judged.result.outcome.label,
        "checks": [check_row(sheet, result) for result in sheet.judged.result.checks],
        "items": [item_row(item) for item in sheet.items if item.result is None],
        "site_visit": visit_row(visit) if visit else None,
        "opinion": act.payload["opinion"],
        "prepared_by": str(act.prepared_by),
        "signed_by": str(act.decided_by or ""),
        "stamp": f"申请编号 {application.number}　数据摘要 {sheet.snapshot.digest[:DIGEST_SHOWN]}",
    }


def check_row(sheet: Sheet, result: CheckResult) -> dict[str, str]:
    """One check of the table; standing checks are known by the system."""
    item = next((item for item in sheet.items if item.id == result.id), None)
    return {
        "clause": result.clause,
        "label": result.label,
        "required": result.required,
        "actual": result.actual,
        "why": result.explanation,
        "verdict": result.verdict.value,
        "verdict_label": result.verdict.label,
        "verification": marked_as(item) if item else KNOWN_BY_SYSTEM,
        "correction": correction_text(sheet, item) if item else "",
    }


def marked_as(item: SheetItem) -> str:
    """属实, 已更正, or nothing while it is not marked."""
    if item.verification is None:
        return ""
    return "已更正" if item.verification.verdict == "corrected" else item.verification.get_verdict_display()


def correction_text(sheet: Sheet, item: SheetItem) -> str:
    """What was corrected and why; the finding alone where nothing was."""
    parts = corrected_texts(sheet, item)
    if item.has_turned and not parts:
        parts.append("随其他核实项的更正重新计算")
    if item.verification and item.verification.finding:
        parts.append(item.verification.finding)
    if item.verification and item.verification.evidence:
        parts.append(f"依据：{item.verification.evidence.name}")
    return "；".join(parts)


def corrected_texts(sheet: Sheet, item: SheetItem) -> list[str]:
    """The corrections that an item holds, in words."""
    held = sheet.corrections.get(item.id, Corrections())
    return list(correction_texts(held, sheet.judged.claimed, sheet.snapshot.rows["registers"]))


def item_row(item: SheetItem) -> dict[str, str]:
    """One verification item of the table."""
    note = item.verification.finding if item.verification else ""
    return {"clause": item.clause.text, "label": item.wording, "finding": marked_as(item), "note": note}


def visit_row(visit: SiteVisit) -> dict[str, str]:
    """The visit in a line."""
    at_time = f"{visit.at_time:%H:%M}" if visit.at_time else ""
    when = f"{date_zh(visit.on)}{at_time}"
    return {"on": when, "by": visit.officers, "findings": visit.findings, "counts": counts_text(visit)}


def decline_notice_context(application: Application, *, act: PendingAct) -> dict[str, Any]:
    """不予推荐通知书: the reasons by clause, how to ask the city for a review, the ways of appeal."""
    settings = city_settings()
    return letter_head(application, act) | {
        "addressee": application.operator.name,
        "space_name": application.space.name,
        "filing_name": filing_name(application),
        "application_number": application.number,
        "submitted_on": date_zh(as_day(application.submitted_at)) if application.submitted_at else "",
        "reasons": act.payload["grounds"],
        "review_body": CITY_BUREAU,
        "review_contact": "，".join(filter(None, (settings.address, settings.phone))),
        "appeal": appeal_bodies(settings, application.district),
    }
