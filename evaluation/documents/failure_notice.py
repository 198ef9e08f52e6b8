"""年度考核评价不合格告知书 to an operator: the grade with clause and reasons, what follows from it, the ways of appeal."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from evaluation.models import Campaign, Result, ReviewRequest
from evaluation.scoring.evaluating import Ground
from evaluation.scoring.grades import Grade
from evaluation.scoring.sheets import plain
from evaluation.selectors.campaigns.standing import YearGrade
from filings.documents.decisions import filing_name, letter_context
from filings.models import CitySettings
from filings.selectors.documents import appeal_bodies
from zzspace.wording import date_zh

Status = ReviewRequest.Status
REVIEWS = {Status.UPHELD: "复核后结果已调整", Status.DENIED: "经复核，维持初评结果"}


def failure_notice_context(
    result: Result,
    campaign: Campaign,
    *,
    on: date,
    city: CitySettings,
    grades: Sequence[YearGrade],
    request: ReviewRequest | None,
    circular: str,
) -> dict[str, Any]:
    """All that the template shows; `circular` is the number of the 通报, `grades` those of all years."""
    space = result.entry.space
    failed = {each.year for each in grades if each.grade == Grade.FAIL}
    return letter_context(number="", on=on, addressee=space.operator.name, copies=[space.district.bureau]) | {
        "year": campaign.year,
        "last_year": campaign.year - 1,
        "space_name": space.name,
        "filing_name": filing_name(result.entry.kind),
        "scheme": campaign.scheme.title,
        "published_on": date_zh(campaign.published_at),
        "circular": circular,
        "reasons": [{"clause": "", "text": reason_of(result, campaign)}],
        "is_second": campaign.year - 1 in failed,
        "correction": f"{result.reason.rstrip('。')}。" if result.stage == result.Stage.CORRECTED else "",
        "review": review_of(campaign, request),
        "appeal": appeal_bodies(city),
    }


def reason_of(result: Result, campaign: Campaign) -> str:
    """Why the grade is what it is."""
    if result.ground == Ground.FORCED:
        return f"根据《郑州市众创空间管理办法》{result.clause}的规定：{result.forced_reason.rstrip('。')}。"
    passing = plain(campaign.scheme.scheme.passing)
    return (
        f"各项得分合计{result.total:.2f}分，未达到合格分数线{passing}分。各项指标的数据、计算过程和得分见考核评价报告。"
    )


def review_of(campaign: Campaign, request: ReviewRequest | None) -> str:
    """What became of the right to ask for a review of the preliminary result."""
    until = f"初评结果公布后，我局告知你单位可以在{date_zh(campaign.review_due_on)}前申请复核。"
    if request is None:
        return f"{until}你单位在期限内没有申请复核。"
    return f"{until}你单位于{date_zh(request.requested_at)}申请复核，{REVIEWS[Status(request.status)]}。"
