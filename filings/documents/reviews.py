"""评审汇总表: the frozen result of a panel as a sheet for the file. Experts stand there by number, not by name."""

from datetime import date

from filings.documents.decisions import BUREAU, filing_name
from filings.documents.issuing import issue_document
from filings.models import Application, Document, ReviewResult, User
from zzspace.wording import date_zh


def issue_review_summary(application: Application, result: ReviewResult, *, actor: User, on: date) -> Document:
    """Write the summary of a result just frozen."""
    row = {
        "number": application.number,
        "name": application.space.name,
        "filing_name": filing_name(application.kind),
        "operator": application.operator.name,
        "district": application.district.name,
        "scores": [sheet["total"] for sheet in result.details["sheets"]],
        "average": str(result.mean),
        "spread": str(result.spread),
        "result": "通过" if result.passed else "未通过",
        "note": summary_note(result),
    }
    context = {
        "issuer": BUREAU,
        "round_title": application.round.title,
        "date": date_zh(on),
        "rows": [row],
        "experts": expert_lines(result),
        "arithmetic": result.details.get("arithmetic", ""),
        "discussion": result.discussion,
        "review": f"第{result.sequence}次评审",
        "pass_mark": result.details["rule"],
        "prepared_by": str(actor),
        "signed_by": "",
        "stamp": f"申请编号 {application.number}　第{result.sequence}次评审",
    }
    return issue_document(
        application, Document.Kind.REVIEW_SUMMARY, actor=actor, issuer=BUREAU, issued_on=on, context=context
    )


def expert_lines(result: ReviewResult) -> list[dict[str, str]]:
    """Each sheet without its name: marks by criterion, total, opinion, whether it counts for the mean."""
    dropped = set(result.details.get("dropped", []))
    return [
        {
            "number": str(sheet["number"]),
            "marks": "、".join(f"{score['criterion']}{score['marks']}/{score['full']}" for score in sheet["scores"]),
            "total": sheet["total"],
            "opinion": "推荐备案" if sheet["recommend"] else "不推荐备案",
            "comment": sheet["comment"],
            "counts": "不计入" if sheet["number"] in dropped else "计入",
        }
        for sheet in result.details["sheets"]
    ]


def summary_note(result: ReviewResult) -> str:
    """推荐4/5；分差超限，已会商."""
    note = f"推荐{result.recommendations}/{result.experts}"
    return f"{note}；分差超限，已会商" if result.discussion else note
