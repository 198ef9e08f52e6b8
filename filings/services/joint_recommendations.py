"""Several applications of a round recommended by one letter (批量推荐), in two steps like a single one.

Each application keeps its own act, guards, history line and 预审意见表; one that fails leaves the others alone.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction

from filings import permissions
from filings.documents.decisions import check_number_is_free
from filings.documents.issuing import issue_document, rendered_by
from filings.documents.recommendation import joint_letter_context
from filings.documents.tasks import enqueue_rendering
from filings.errors import WorkflowRefused
from filings.models import Application, District, Document, JointRecommendation, PendingAct, Round, User
from filings.selectors.joint_recommendations import MOST_TOGETHER
from filings.selectors.verification import verification_sheets
from filings.services.notices import application_url, city_staff, joint_signers, joint_url, notify
from filings.services.one_by_one import Outcome, Task, carry_out_each
from filings.services.recommendation_guards import require_opinion, require_recommendable
from filings.services.signing import (
    carry_out,
    close_act,
    is_single_signer,
    lock_act,
    prepare_act,
    tell_sent_back,
)
from filings.services.transitions import require
from filings.workflow import ACTION_LABELS, Action

LABEL = ACTION_LABELS[Action.RECOMMEND]
LONGEST_REASON = 500


def prepare_joint_recommendation(
    round_: Round,
    opinions: Mapping[int, str],
    *,
    actor: User,
    text: str,
    number: str,
    issued_on: date,
) -> tuple[JointRecommendation | None, list[Outcome]]:
    """Prepare one letter for several applications: `opinions` by application, `text` is the letter's own.

    In one transaction: check the letter (WorkflowRefused for all of them); write the joint recommendation; prepare each
    application's act with its own guards and line; tell the signers once. What is refused is in the outcomes, and no
    joint recommendation is left where all are. In a district switched to single signing it is signed at once.
    """
    with transaction.atomic():
        district = require_letter(actor, opinions, text=text, number=number)
        joint = JointRecommendation.objects.create(
            district=district,
            round=round_,
            number=number.strip(),
            issued_on=issued_on,
            text=text.strip(),
            prepared_by=actor,
        )
        chosen = Application.objects.filter(pk__in=opinions).select_related("space").order_by("number", "pk")
        tasks = [task_of(each, partial(prepare_member, each, joint, opinions[each.pk], actor)) for each in chosen]
        outcomes = carry_out_each(tasks)
        if not any(outcome.is_done for outcome in outcomes):
            joint.delete()
            return None, outcomes
        if not is_single_signer(actor):
            ask_to_sign(joint)
            return joint, outcomes
        signed = carry_out_joint(joint, waiting_acts(joint), actor=actor)
        return joint, [*signed, *(outcome for outcome in outcomes if not outcome.is_done)]


def require_letter(actor: User, opinions: Mapping[int, str], *, text: str, number: str) -> District:
    """What must hold for the letter as a whole: the role, a text, a free number, not too many. Gives the district."""
    if not permissions.role_may(actor, Action.RECOMMEND) or actor.district is None:
        raise WorkflowRefused("您的角色不能办理这一事项。")
    if not text.strip():
        raise WorkflowRefused("请填写推荐函正文的推荐意见。")
    if not number.strip():
        raise WorkflowRefused("请填写发文字号。")
    if not opinions or len(opinions) > MOST_TOGETHER:
        raise WorkflowRefused(f"请选择1至{MOST_TOGETHER}件申请。")
    check_number_is_free(number.strip(), issuer=actor.district.bureau)
    return actor.district


def prepare_member(application: Application, joint: JointRecommendation, opinion: str, actor: User) -> PendingAct:
    """One application's act, with the guards of a recommendation but for the number, which is the letter's."""
    payload = {"opinion": opinion.strip(), "number": joint.number, "issued_on": joint.issued_on.isoformat()}
    guards = (
        partial(require_round, joint=joint),
        require_recommendable,
        partial(require_opinion, opinion=opinion),
    )
    return prepare_act(application, Action.RECOMMEND, actor=actor, payload=payload, guards=guards, joint=joint)


def require_round(application: Application, *, joint: JointRecommendation) -> None:
    """A letter is for one round."""
    if application.round_id != joint.round_id:
        raise WorkflowRefused(f"这件申请属于{application.round}，请与同一批次的申请一并推荐。")


def ask_to_sign(joint: JointRecommendation) -> None:
    """Tell the signers that a joint recommendation waits."""
    title = f"待签发：批量推荐{joint.acts.count()}件（{joint.number}）"
    notify(joint_signers(joint), title=title, url=joint_url(joint), key=f"joint-waiting:{joint.pk}")


def sign_joint_recommendation(joint: JointRecommendation, *, actor: User) -> list[Outcome]:
    """Sign all that waits as one, in one transaction.

    Lock the joint recommendation; check the signer and the number; carry each application's act out in a savepoint of its
    own, with its own guards, state, line and 预审意见表; send back with the reason what can no longer be recommended; issue
    one 推荐函 with one 推荐汇总表 for the others; tell the city and the preparer. WorkflowRefused, and nothing is done, where none of them can be recommended.
    """
    with transaction.atomic():
        locked, acts = lock_joint(joint)
        require(permissions.can_sign_joint(actor, locked))
        return carry_out_joint(locked, acts, actor=actor)


def carry_out_joint(joint: JointRecommendation, acts: Sequence[PendingAct], *, actor: User) -> list[Outcome]:
    """Carry the acts out one by one, then issue the letter for those that could be, in the caller's transaction."""
    check_number_is_free(joint.number, issuer=joint.district.bureau)
    with rendered_by(enqueue_rendering):
        outcomes = carry_out_each([task_of(act.on_application, partial(carry_out_member, act, actor)) for act in acts])
        carried = [act for act, outcome in zip(acts, outcomes, strict=True) if outcome.is_done]
        if not carried:
            problems = tuple(f"{outcome.title}：{outcome.refusal}" for outcome in outcomes)
            raise WorkflowRefused("其中没有可以推荐的申请，没有签发。", problems=problems, way_on=joint_url(joint))
        for act, outcome in zip(acts, outcomes, strict=True):
            if not outcome.is_done:
                send_member_back(act, actor=actor, reason=f"签发时不能推荐：{outcome.refusal}")
        issue_joint_letter(joint, carried, actor=actor)
    tell_signed(joint, len(carried), actor=actor)
    return outcomes


def carry_out_member(act: PendingAct, actor: User) -> None:
    """One application's act: all or nothing by itself."""
    with transaction.atomic():
        carry_out(lock_act(act), actor=actor)


def send_member_back(act: PendingAct, *, actor: User, reason: str) -> None:
    """An act that could not be carried out goes back to its preparer, unless it fell away meanwhile."""
    fresh = PendingAct.objects.select_for_update(of=("self",)).select_related("prepared_by").get(pk=act.pk)
    fresh.application = act.application
    if fresh.status == PendingAct.Status.PENDING:
        close_act(fresh, PendingAct.Status.SENT_BACK, actor=actor, reason=reason[:LONGEST_REASON])
        tell_sent_back(fresh)


def issue_joint_letter(joint: JointRecommendation, acts: Sequence[PendingAct], *, actor: User) -> None:
    """推荐函 with its 推荐汇总表: it stands with the first application and is shared with the others."""
    opinions = {act.on_application.pk: act.payload["opinion"] for act in acts}
    found = Application.objects.filter(pk__in=opinions).select_related("space", "operator", "district", "round")
    cases = list(found.prefetch_related("site_visits").order_by("number", "pk"))
    sheets = verification_sheets(cases)
    joint.letter = issue_document(
        cases[0],
        Document.Kind.RECOMMENDATION_LETTER,
        actor=actor,
        issuer=joint.district.bureau,
        issued_on=joint.issued_on,
        number=joint.number,
        context=joint_letter_context(
            joint, [(case, sheets[case.pk], opinions[case.pk]) for case in cases], contact=joint.prepared_by
        ),
        district=joint.district,
    )
    joint.letter.shared_with.set(cases[1:])
    joint.save(update_fields=["letter"])


def tell_signed(joint: JointRecommendation, number: int, *, actor: User) -> None:
    """City: cases have come in. Preparer: it was signed, unless it signed itself."""
    notify(
        city_staff(),
        title=f"收到推荐：{joint.district}推荐{number}件（{joint.round.title}）",
        body=f"{joint.district.bureau}已出具推荐函（{joint.number}），附推荐汇总表。",
        url="/queue/?view=open&stage=accept",
        key=f"joint-recommended:{joint.pk}",
    )
    if actor.pk != joint.prepared_by_id:
        title = f"已签发：批量推荐{number}件（{joint.number}）"
        notify([joint.prepared_by], title=title, url=joint_url(joint), key=f"joint-signed:{joint.pk}")


def send_joint_back(joint: JointRecommendation, *, actor: User, reason: str) -> None:
    """The signer sends all that waits back with a reason: acts closed with a line each, one message to the preparer."""
    with transaction.atomic():
        locked, acts = lock_joint(joint)
        require(permissions.can_sign_joint(actor, locked))
        for act in lock_acts(acts):
            close_act(act, PendingAct.Status.SENT_BACK, actor=actor, reason=reason)
        title = f"拟办的批量推荐被退回：{len(acts)}件（{locked.number}）"
        notify([locked.prepared_by], title=title, body=reason, url=joint_url(locked), key=f"joint-sent-back:{joint.pk}")


def withdraw_joint(joint: JointRecommendation, *, actor: User) -> None:
    """The preparer takes back all that waits: acts closed with a line each."""
    with transaction.atomic():
        locked, acts = lock_joint(joint)
        if locked.prepared_by_id != actor.pk:
            raise WorkflowRefused("只有拟办人可以撤回拟办的事项。")
        for act in lock_acts(acts):
            close_act(act, PendingAct.Status.WITHDRAWN, actor=actor)


def lock_joint(joint: JointRecommendation) -> tuple[JointRecommendation, list[PendingAct]]:
    """The joint recommendation, locked, with its acts that wait; refused where none does. Applications are locked after it,
    in the order of their keys, whoever takes several.
    """
    joined = JointRecommendation.objects.select_related("district", "round", "prepared_by")
    locked = joined.select_for_update(of=("self",)).get(pk=joint.pk)
    acts = waiting_acts(locked)
    if not acts:
        done = "已经签发" if locked.letter_id else "已经退回或撤回"
        raise WorkflowRefused(f"这一批量推荐{done}，没有待签发的申请。", way_on=joint_url(locked))
    return locked, acts


def lock_acts(acts: Sequence[PendingAct]) -> list[PendingAct]:
    """Those that still wait, locked, their applications first: for closing them all."""
    applications = {act.on_application.pk for act in acts}
    lock = Application.objects.select_for_update(of=("self",)).select_related("space", "district")
    locked = {each.pk: each for each in lock.filter(pk__in=applications).order_by("pk")}
    waiting = PendingAct.objects.filter(pk__in=[act.pk for act in acts], status=PendingAct.Status.PENDING)
    found = list(
        waiting.select_for_update(of=("self",)).select_related("application", "prepared_by").order_by("application_id")
    )
    for act in found:
        act.application = locked[act.on_application.pk]
    return found


def waiting_acts(joint: JointRecommendation) -> list[PendingAct]:
    """Its acts that wait for the signature."""
    waiting = joint.acts.filter(status=PendingAct.Status.PENDING)
    return list(waiting.select_related("application__space", "prepared_by").order_by("application_id"))


def task_of(application: Application, work: Callable[[], Any]) -> Task:
    """One application of several."""
    return Task(str(application.space), LABEL, application_url(application), work)
