"""What must hold before a step of a revocation, and what an open one forbids meanwhile; each guard refuses with a sentence."""

from django.urls import reverse
from django.utils import timezone

from filings.errors import WorkflowRefused
from filings.models import Application, Ban, Filing, Revocation, User
from filings.selectors.revocations.grounds import why_fallen_away
from filings.selectors.revocations.lists import open_revocation_known, open_revocation_of
from filings.selectors.standing import bans_known
from filings.workflow import FilingState
from zzspace.wording import date_zh


def revocation_url(revocation: Revocation) -> str:
    """The address of a revocation."""
    return reverse("filings:revocation", args=[revocation.pk])


# Before a step ------------------------------------------------------------------------------------------------------


def require_none_open(filing: Filing) -> None:
    """Guard: one revocation of a filing at a time."""
    if found := open_revocation_of(filing):
        raise already_open(found)


def already_open(revocation: Revocation) -> WorkflowRefused:
    """The refusal that leads to the revocation that there is."""
    return WorkflowRefused(
        "这件备案已有一件撤销正在办理，请在该件中补充事实和证据。", way_on=revocation_url(revocation)
    )


def require_ground_stands(revocation: Revocation) -> None:
    """Guard: what the ground rests on has not fallen away, as by a corrected grade."""
    if why := why_fallen_away(revocation):
        raise WorkflowRefused(f"{why}请作出不予撤销的决定。", way_on=revocation_url(revocation))


def require_in_force(filing: Filing) -> None:
    """Guard: there is something to revoke."""
    if filing.state != FilingState.ACTIVE:
        raise WorkflowRefused(f"这件备案现在是“{filing.get_state_display()}”，不能撤销。")


def require_legal_check(revocation: Revocation) -> None:
    """Guard: the legal check is noted, and was passed."""
    if not revocation.legality:
        raise WorkflowRefused("作出撤销决定前须经法制审核，请先登记审核人和结果。", way_on=revocation_url(revocation))
    if revocation.legality != Revocation.Legality.PASSED:
        raise WorkflowRefused(
            f"法制审核结果是“{revocation.get_legality_display()}”，不能作出撤销决定。"
            "程序、文书上的问题补正后重新登记法制审核；事实、证据不足的，运营机构已经陈述申辩，不能再补充，"
            "请作出不予撤销的决定，查清后重新提出，重新告知。",
            way_on=revocation_url(revocation),
        )


def require_no_filing_since(filing: Filing) -> None:
    """Guard: the space has not been put on file anew, for it has one filing in force at most."""
    other = Filing.objects.filter(space=filing.space_id, state=FilingState.ACTIVE).exclude(pk=filing.pk).first()
    if other is not None:
        raise WorkflowRefused(
            f"该众创空间已于{date_zh(other.filed_on)}重新备案（{other.number}），同一众创空间只能有一件在册的备案，"
            "原备案不能恢复。请与运营机构商定保留哪一件：需要恢复原备案的，先由运营机构注销现有的备案。",
            way_on=reverse("filings:filing", args=[other.pk]),
        )


# What it forbids meanwhile ------------------------------------------------------------------------------------------


def require_no_revocation_before_cancelling(filing: Filing, *, actor: User) -> None:
    """Guard: who is about to lose the filing does not give it up instead. An operator that was not notified yet may ask: its
    request waits, and the refusal does not give the proposal away.
    """
    if found := open_revocation_known(filing, actor):
        raise WorkflowRefused("这件备案正在办理撤销（第十五条），办结以前不能注销。", way_on=revocation_url(found))


def require_no_revocation_before_filing_changes(filing: Filing) -> None:
    """Guard: while a revocation is open nothing is filed on it that would put another operator or place before it."""
    if found := open_revocation_of(filing):
        raise WorkflowRefused(
            "这件备案正在办理撤销（第十五条），办结以前不作变更备案；变更照常报告、审查和核查。",
            way_on=revocation_url(found),
        )


def require_no_revocation_before_approval(application: Application) -> None:
    """Guard: a professional filing does not take the place of one that is about to be revoked."""
    filing = Filing.objects.filter(space=application.space_id, state=FilingState.ACTIVE).first()
    if filing is not None and (found := open_revocation_of(filing)):
        raise WorkflowRefused(
            f"该众创空间的备案（{filing.number}）正在办理撤销，办结以前不能准予备案。", way_on=revocation_url(found)
        )


def require_no_revocation_ban_before_approval(application: Application) -> None:
    """Guard: what was lodged before a revocation does not end the two years early (Article 15)."""
    bans = bans_known(application.operator.uscc, application.space, timezone.localdate())
    ban = bans.filter(ground=Ban.Ground.REVOCATION, until__gte=timezone.localdate()).order_by("-until").first()
    if ban is not None:
        raise WorkflowRefused(
            f"该机构或众创空间的备案资格已被撤销（{ban.source}），{date_zh(ban.until)}前（含当日）不能准予备案。"
            "请依照第十五条作出不予备案的决定；撤销决定被推翻、恢复备案后可以继续办理。"
        )
