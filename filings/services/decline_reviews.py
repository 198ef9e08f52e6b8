"""The request for review (复核) of a district's refusal to recommend: asked by the operator, answered by the city."""

from datetime import date
from functools import partial

from django.db import transaction
from django.utils import timezone

from filings import permissions
from filings.errors import WorkflowRefused
from filings.models import Application, DeclineReview, Document, Notice, User
from filings.rules.periods import add_working_days
from filings.selectors.decline_reviews import decline_notice, last_day_to_ask
from filings.services.fraud.guards import require_no_finding_before_overturning
from filings.services.history import append_line
from filings.services.notices import application_url, city_staff, district_staff, members_of, notify
from filings.services.submission_guards import require_no_other_live_application
from filings.services.transitions import advance, lock_application, require_not_recused
from filings.workflow import Action, State
from zzspace.wording import date_zh

ASK, UPHOLD = "ask_decline_review", "uphold_decline"
"""Actions of history lines that leave the state as it is."""


def ask_decline_review(application: Application, *, actor: User, reason: str) -> DeclineReview:
    """Ask the city to review a decline: application locked; checked that it is the actor's, declined, in time, with a reason
    and asked once; request and history line written; city and district told.
    """
    with transaction.atomic():
        locked = lock_application(application.pk)
        require_own_decline(locked, actor)
        notice = require_askable(locked, on=timezone.localdate())
        if not reason.strip():
            raise WorkflowRefused("请写明申请复核的理由。")
        review = DeclineReview.objects.create(application=locked, notice=notice, reason=reason.strip(), asked_by=actor)
        append_line(locked, actor=actor, action=ASK, reason=review.reason, details={"notice": notice.pk})
        notify(
            [*city_staff(locked), *district_staff(locked)],
            title=f"申请复核：{locked.space}（{locked.number}）",
            body=f"{locked.operator}对{locked.district.bureau}不予推荐的决定申请复核，由市科技局答复。",
            url=application_url(locked),
            key=f"review-asked:{review.pk}",
        )
    return review


def require_own_decline(application: Application, actor: User) -> None:
    """The operator's own application, declined by its district."""
    reach = permissions.is_within_reach(actor, application)
    if not permissions.role_may(actor, permissions.Act.ASK_DECLINE_REVIEW) or not reach:
        raise WorkflowRefused("您的角色不能办理这一事项。")
    if application.state != State.DECLINED:
        raise WorkflowRefused(
            f"这件申请现在是“{application.get_state_display()}”，不能申请复核。", way_on=application_url(application)
        )


def require_askable(application: Application, *, on: date) -> Document:
    """The notice against which a review may still be asked for; refused when it was asked for, or too late."""
    way_on = application_url(application)
    notice = decline_notice(application)
    if notice is None:
        raise WorkflowRefused("没有不予推荐通知书，不能申请复核。", way_on=way_on)
    if DeclineReview.objects.filter(notice=notice).exists():
        raise WorkflowRefused("对这份不予推荐通知书已经申请过复核，不能再次申请。", way_on=way_on)
    last = last_day_to_ask(notice)
    if on > last:
        raise WorkflowRefused(
            f"申请复核的期限已于{date_zh(last)}届满。您可以在开放的批次重新申请，或依法申请行政复议、提起行政诉讼。",
            way_on=way_on,
        )
    return notice


def overturn_decline(application: Application, *, actor: User, reason: str) -> Application:
    """责令重审: guards (an open request, a reason, no fraud found in it, no other live application of the space); request answered; the district's
    due day; state and history line; district and operator told. What the district has verified stays.
    """

    def answer(locked: Application) -> None:
        close_review(open_review_of(locked), DeclineReview.Outcome.OVERTURNED, actor=actor, reply=reason)
        locked.due_on = add_working_days(timezone.localdate(), locked.round.recommend_days)

    return advance(
        application,
        Action.OVERTURN,
        actor=actor,
        reason=reason.strip(),
        guards=(
            lambda locked: require_reply(open_review_of(locked), reason),
            require_no_finding_before_overturning,
            lambda locked: require_no_other_live_application(locked.space, but=locked),
        ),
        prepare=(answer,),
        follow=(partial(tell_overturned, reason=reason),),
    )


def require_reply(_review: DeclineReview, reason: str) -> None:
    """An answer has reasons."""
    if not reason.strip():
        raise WorkflowRefused("请写明复核的理由。")


def open_review_of(application: Application) -> DeclineReview:
    """The request that waits for an answer; refused where there is none."""
    review = application.decline_reviews.filter(outcome=DeclineReview.Outcome.OPEN).first()
    if review is None:
        raise WorkflowRefused("这件申请没有待答复的复核申请。", way_on=application_url(application))
    return review


def close_review(review: DeclineReview, outcome: DeclineReview.Outcome, *, actor: User, reply: str) -> None:
    """The answer on file."""
    review.outcome = outcome
    review.reply = reply.strip()
    review.decided_by = actor
    review.decided_at = timezone.now()
    review.save(update_fields=["outcome", "reply", "decided_by", "decided_at"])


def tell_overturned(application: Application, *, reason: str) -> None:
    """District: to be examined again, until when. Operator: the outcome."""
    url = application_url(application)
    notify(
        district_staff(application),
        title=f"责令重审：{application.space}（{application.number}）",
        body=f"市科技局复核后责令重新审核，请在{date_zh(application.due_on)}前办理。理由：{reason}",
        url=url,
        key=f"overturned:{application.pk}:{application.due_on}",
    )
    notify(
        members_of(application),
        title=f"复核结果：责令重审（{application.space}）",
        body=f"市科技局已责令{application.district.bureau}重新审核您的申请。",
        url=url,
        key=f"overturned-operator:{application.pk}:{application.due_on}",
        kind=Notice.Kind.RESULT,
    )


def uphold_decline(application: Application, *, actor: User, reason: str) -> DeclineReview:
    """维持不予推荐: application locked; checked that the actor is the city and a request waits; answer and history line
    written; operator and district told. The state stays.
    """
    with transaction.atomic():
        locked = lock_application(application.pk)
        reach = permissions.is_within_reach(actor, locked)
        if not permissions.role_may(actor, permissions.Act.UPHOLD_DECLINE) or not reach:
            raise WorkflowRefused("您的角色不能办理这一事项。")
        require_not_recused(actor, locked)
        review = open_review_of(locked)
        require_reply(review, reason)
        close_review(review, DeclineReview.Outcome.UPHELD, actor=actor, reply=reason)
        append_line(locked, actor=actor, action=UPHOLD, reason=review.reply, details={"notice": review.notice_id})
        notify(
            [*members_of(locked), *district_staff(locked)],
            title=f"复核结果：维持不予推荐（{locked.space}）",
            body=f"答复：{review.reply}。具备条件后，可以在开放的批次重新申请。",
            url=application_url(locked),
            key=f"upheld:{review.pk}",
            kind=Notice.Kind.RESULT,
        )
    return review
