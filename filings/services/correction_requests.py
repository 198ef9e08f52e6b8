"""Sending an application back with all that is to be corrected (退回补正), giving more time, letting it lapse. What the operator
does meanwhile is in services.resubmission; what the district itself corrects (更正) in services.verification.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from filings import permissions
from filings.documents.correction_notice import issue_correction_notice
from filings.documents.decisions import BUREAU, check_number_is_free
from filings.errors import WorkflowRefused
from filings.models import Application, CorrectionItem, CorrectionRequest, HistoryLine, Notice, User
from filings.selectors.verification import submitted_snapshot
from filings.services.correction_guards import (
    ItemGiven,
    close_request,
    open_request_of,
    require_due_day,
    require_items,
    require_past_due,
)
from filings.services.history import append_line, record_name
from filings.services.notices import application_url, city_staff, district_staff, members_of, notify
from filings.services.transitions import advance, lock_application, require
from filings.workflow import Action, Role
from zzspace.wording import date_zh, days_zh

EXTEND = "extend_correction"
"""The action of the history line that gives more time."""


def return_application(
    application: Application, *, actor: User, items: Sequence[ItemGiven], due_on: date, number: str
) -> Application:
    """Send an application back: guards (items all at once, each with what is to be corrected and, when it was sent back
    before, why only now; a day ahead; a free number); round with its items written, the operator's due day set; state and
    history line; 一次性补正告知书 issued; operator told, and the district where the city sends back; pending acts lapse.
    """
    opened: list[CorrectionRequest] = []
    today = timezone.localdate()

    def open_round(locked: Application) -> None:
        opened.append(write_request(locked, actor=actor, items=items, due_on=due_on))
        locked.due_on = due_on

    def issue(locked: Application) -> None:
        request = opened[0]
        request.document = issue_correction_notice(request, actor=actor, number=number, on=today)
        request.save(update_fields=["document"])
        tell_of_return(locked, request)

    return advance(
        application,
        Action.RETURN,
        actor=actor,
        reason=reason_line(items),
        guards=(
            partial(require_items, items=items),
            partial(require_due_day, due_on=due_on, after=today),
            partial(require_free_number, actor=actor, number=number),
        ),
        prepare=(open_round,),
        follow=(issue,),
        details=lambda _: return_details(opened[0], number),
    )


def require_free_number(application: Application, *, actor: User, number: str) -> None:
    """The notice has a number that its issuer has not used."""
    if not number.strip():
        raise WorkflowRefused("请填写发文字号。")
    check_number_is_free(number, issuer=issuer_of(application, actor))


def issuer_of(application: Application, actor: User) -> str:
    """In whose name an account sends an application back."""
    return application.district.bureau if actor.role == Role.DISTRICT else BUREAU


def write_request(
    application: Application, *, actor: User, items: Sequence[ItemGiven], due_on: date
) -> CorrectionRequest:
    """The round under the next number, with its items in the order given."""
    request = CorrectionRequest.objects.create(
        application=application,
        sequence=application.correction_requests.count() + 1,
        snapshot=submitted_snapshot(application),
        role=actor.role,
        by=actor,
        due_on=due_on,
    )
    CorrectionItem.objects.bulk_create(
        [
            CorrectionItem(
                request=request,
                position=position,
                section=item.target.section,
                kind=item.target.kind,
                target=item.target.id,
                label=item.target.label,
                what=item.what.strip(),
                why_later=item.why_later.strip() if request.sequence > 1 else "",
            )
            for position, item in enumerate(items, start=1)
        ]
    )
    return request


def reason_line(items: Sequence[ItemGiven]) -> str:
    """The items in one text for the history."""
    return "；".join(f"{item.target.clause}{item.target.label}：{item.what.strip().rstrip('。；')}" for item in items)


def return_details(request: CorrectionRequest, number: str) -> dict[str, Any]:
    """What the chain keeps of a return."""
    return {
        "request": request.sequence,
        "snapshot": request.snapshot.digest,
        "items": [f"{item.kind}:{item.target}" for item in request.items.all()],
        "due_on": request.due_on.isoformat(),
        "number": number,
    }


def tell_of_return(application: Application, request: CorrectionRequest) -> None:
    """Operator: what to do until when. District, where the city sent it back: it will come to it again."""
    url, number = application_url(application), request.items.count()
    notify(
        members_of(application),
        title=f"请补正：{application.space}（{application.number}）",
        body=f"{request.office}一次性告知{number}项需要补正的内容，请在{days_zh(request.due_on)}前补正并提交。",
        url=url,
        key=f"returned:{request.pk}",
    )
    if request.role == Role.CITY:
        notify(
            district_staff(application),
            title=f"市局退回补正：{application.space}（{application.number}）",
            body="运营机构补正后重新送您单位审核，核实补正的内容后须重新推荐；原推荐函和意见留存备查。",
            url=url,
            key=f"returned-district:{request.pk}",
        )


def extend_correction(application: Application, *, actor: User, due_on: date, reason: str) -> CorrectionRequest:
    """Give more time, by the office that sent it back: lock; check; new day in round and application; history line with
    the reason; operator told.
    """
    with transaction.atomic():
        locked = lock_application(application.pk)
        request = open_request_of(locked)
        require(permissions.can_extend(actor, request))
        require_due_day(locked, due_on=due_on, after=max(request.due_on, timezone.localdate()))
        if not reason.strip():
            raise WorkflowRefused("请写明延期的理由。")
        before, request.due_on = request.due_on, due_on
        request.save(update_fields=["due_on"])
        locked.due_on = due_on
        locked.save(update_fields=["due_on", "updated_at"])
        append_line(
            locked,
            actor=actor,
            action=EXTEND,
            reason=f"补正期限延至{date_zh(due_on)}：{reason.strip()}",
            details={"request": request.sequence, "before": before.isoformat(), "due_on": due_on.isoformat()},
        )
        notify(
            members_of(locked),
            title=f"补正期限已延长：{locked.space}（{locked.number}）",
            body=f"补正期限由{date_zh(before)}延长至{days_zh(due_on)}。",
            url=application_url(locked),
            key=f"extended:{request.pk}:{due_on}",
        )
    return request


def lapse_application(application: Application, *, on: date) -> Application:
    """The system ends an application that was not corrected in time: guard that the last day is over by `on`; round
    closed, no due day any more; state and history line; operator and offices told.
    """

    def end_round(locked: Application) -> None:
        close_request(locked)
        locked.due_on = None

    return advance(
        application,
        Action.LAPSE,
        actor=None,
        reason=f"补正期限{date_zh(application.due_on)}已过，没有提交补正。" if application.due_on else "",
        guards=(partial(require_past_due, on=on),),
        prepare=(end_round,),
        follow=(tell_of_lapse,),
    )


def tell_of_lapse(application: Application) -> None:
    """Operator: what it means and what is possible. District, and the city where it had the case: nothing waits any more."""
    url = application_url(application)
    notify(
        members_of(application),
        title=f"逾期未补正，申请已办结：{application.space}（{application.number}）",
        body="补正期限内没有收到补正，这件申请不再办理。具备条件后，可以在开放的批次重新申请。",
        url=url,
        key=f"lapsed:{application.pk}",
        kind=Notice.Kind.RESULT,
    )
    recommended = HistoryLine.objects.filter(record=record_name(application), action=Action.RECOMMEND).exists()
    notify(
        [*district_staff(application), *(city_staff(application) if recommended else ())],
        title=f"逾期未补正：{application.space}（{application.number}）",
        body="运营机构没有在期限内补正，申请按逾期未补正办结。",
        url=url,
        key=f"lapsed-office:{application.pk}",
    )
