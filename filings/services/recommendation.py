"""The district's two decisions on an application, both in two steps: recommend (推荐) and decline (不予推荐)."""

from datetime import date
from functools import partial

from django.utils import timezone

from filings.documents.issuing import issue_document
from filings.documents.recommendation import (
    decline_notice_context,
    prescreen_opinion_context,
    recommendation_letter_context,
)
from filings.models import Application, Document, Notice, PendingAct, Recommendation, User
from filings.rules.periods import add_working_days
from filings.selectors.verification import Sheet, verification_sheet
from filings.services.history import recommendation_digest
from filings.services.notices import application_url, city_staff, district_staff, members_of, notify
from filings.services.recommendation_guards import (
    require_grounds,
    require_number,
    require_opinion,
    require_recommendable,
)
from filings.services.signing import carries_out, prepare_act
from filings.services.transitions import advance
from filings.workflow import Action


def prepare_recommendation(
    application: Application, *, actor: User, opinion: str, number: str, issued_on: date
) -> PendingAct:
    """Prepare the recommendation for signature: guards, then the pending act with opinion, number and day of the letter."""
    payload = {"opinion": opinion.strip(), "number": number.strip(), "issued_on": issued_on.isoformat()}
    guards = (
        require_recommendable,
        partial(require_opinion, opinion=opinion),
        partial(require_number, number=number),
    )
    return prepare_act(application, Action.RECOMMEND, actor=actor, payload=payload, guards=guards)


def prepare_decline(
    application: Application,
    *,
    actor: User,
    grounds: list[dict[str, str]],
    number: str,
    issued_on: date,
) -> PendingAct:
    """Prepare the refusal for signature; `grounds` are {clause, text}, at least one, each with its clause."""
    payload = {"grounds": grounds, "number": number.strip(), "issued_on": issued_on.isoformat()}
    guards = (partial(require_grounds, grounds=grounds), partial(require_number, number=number))
    return prepare_act(application, Action.DECLINE, actor=actor, payload=payload, guards=guards)


@carries_out(Action.RECOMMEND)
def recommend_application(act: PendingAct, actor: User) -> Application:
    """Carry a signed recommendation out: guards again on the locked row; opinion, the city's due day and a free handler
    set; corrected facts kept; state and history line; 推荐函 and 预审意见表 issued; city, operator and preparer told.
    """
    sheet = verification_sheet(act.on_application)
    kept = kept_result(sheet)

    def prepare(locked: Application) -> None:
        locked.opinion = act.payload["opinion"]
        locked.handler = None
        locked.due_on = add_working_days(timezone.localdate(), locked.round.decide_days)
        kept.save(force_insert=True)

    return advance(
        act.on_application,
        Action.RECOMMEND,
        actor=actor,
        reason=act.payload["opinion"],
        guards=(require_recommendable, partial(require_opinion, opinion=act.payload["opinion"])),
        prepare=(prepare,),
        follow=(partial(issue_recommendation, act=act, sheet=sheet, actor=actor), partial(tell_recommended, act=act)),
        details=lambda _: (
            {
                "snapshot": sheet.snapshot.digest,
                "corrected": kept.digest,
                "number": act.payload["number"],
            }
            | ({"joint": act.joint_id} if act.joint_id else {})
        ),
        signed_act=act,
    )


def kept_result(sheet: Sheet) -> Recommendation:
    """The corrected facts and verdicts as they will be kept, with their digest; not saved yet."""
    facts, result = sheet.judged.facts.as_json(), sheet.judged.result.as_snapshot()
    digest = recommendation_digest(facts, result, sheet.snapshot.digest)
    return Recommendation(
        application=sheet.application, snapshot=sheet.snapshot, facts=facts, result=result, digest=digest
    )


def issue_recommendation(application: Application, *, act: PendingAct, sheet: Sheet, actor: User) -> None:
    """推荐函 with its 汇总表, and 预审意见表; the letter of a joint recommendation is issued once for all of it."""
    issue = partial(
        issue_document,
        application,
        actor=actor,
        issuer=application.district.bureau,
        issued_on=date.fromisoformat(act.payload["issued_on"]),
        district=application.district,
    )
    if act.joint_id is None:
        issue(
            Document.Kind.RECOMMENDATION_LETTER,
            number=act.payload["number"],
            context=recommendation_letter_context(application, act=act, sheet=sheet),
        )
    issue(Document.Kind.PRESCREEN_OPINION, context=prescreen_opinion_context(application, act=act, sheet=sheet))


def tell_recommended(application: Application, *, act: PendingAct) -> None:
    """Operator: how far it is. City: a case has come in. Preparer: it was signed. Of a joint recommendation the offices
    are told once for all of it.
    """
    url, office = application_url(application), application.district.bureau
    notify(
        members_of(application),
        title=f"已推荐：{application.space}",
        body=f"{office}已将您的申请推荐到郑州市科学技术局，由市科技局核对后决定是否受理。",
        url=url,
        key=f"recommended-operator:{act.pk}",
        kind=Notice.Kind.RESULT,
    )
    if act.joint_id is not None:
        return
    notify(
        city_staff(application),
        title=f"收到推荐：{application.space}",
        body=f"{office}已出具推荐函。",
        url=url,
        key=f"recommended:{act.pk}",
    )
    tell_preparer(application, act=act)


@carries_out(Action.DECLINE)
def decline_application(act: PendingAct, actor: User) -> Application:
    """Carry a signed refusal out: state and history line with the grounds; 不予推荐通知书 issued; operator told how to
    ask the city for a review within 15 days.
    """
    grounds = act.payload["grounds"]

    def prepare(locked: Application) -> None:
        locked.due_on = None

    return advance(
        act.on_application,
        Action.DECLINE,
        actor=actor,
        reason="；".join(f"{ground['clause']}：{ground['text']}" for ground in grounds),
        guards=(partial(require_grounds, grounds=grounds),),
        prepare=(prepare,),
        follow=(partial(issue_decline, act=act, actor=actor), partial(tell_declined, act=act)),
        details=lambda locked: {
            "snapshot": verification_sheet(locked).snapshot.digest,
            "number": act.payload["number"],
        },
        signed_act=act,
    )


def issue_decline(application: Application, *, act: PendingAct, actor: User) -> None:
    """不予推荐通知书."""
    issue_document(
        application,
        Document.Kind.DECLINE_NOTICE,
        actor=actor,
        issuer=application.district.bureau,
        issued_on=date.fromisoformat(act.payload["issued_on"]),
        number=act.payload["number"],
        context=decline_notice_context(application, act=act),
        district=application.district,
    )


def tell_declined(application: Application, *, act: PendingAct) -> None:
    """Operator: the decision and what can be done about it. Preparer: it was signed."""
    notify(
        members_of(application),
        title=f"区县不予推荐：{application.space}",
        body="理由见不予推荐通知书。有异议的，可以自收到通知书之日起15日内向郑州市科学技术局申请复核；"
        "具备条件后，也可以在开放的批次再次申请。",
        url=application_url(application),
        key=f"declined:{act.pk}",
        kind=Notice.Kind.RESULT,
    )
    tell_preparer(application, act=act)


def tell_preparer(application: Application, *, act: PendingAct) -> None:
    """The preparer's act was signed by a colleague; an account that signs alone needs no message."""
    if act.decided_by_id != act.prepared_by_id:
        colleagues = [user for user in district_staff(application) if user.pk == act.prepared_by_id]
        title = f"已签发：{application.space}（{application.get_state_display()}）"
        notify(colleagues, title=title, url=application_url(application), key=f"act-signed:{act.pk}")
