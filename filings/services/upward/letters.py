"""Letters of recommendation upward in two steps: one account of the city prepares, another signs, sends back; the preparer withdraws."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from filings import permissions
from filings.documents.decisions import check_number_is_free
from filings.documents.upward import issue_upward_letter
from filings.errors import WorkflowRefused
from filings.models import Filing, UpwardLetter, UpwardRecommendation, User
from filings.permissions import Act
from filings.rules.engine import prescreen
from filings.selectors.facts import facts_on_file
from filings.selectors.upward import MOST_TOGETHER, VERSION_OF, finding_of, members_of_letter
from filings.services.history import append_line
from filings.services.notices import members_of, notify, settle_notices
from filings.services.screening import BLANK, is_blank
from filings.services.transitions import require
from filings.services.upward.transitions import advance_upward
from filings.workflow import FilingState, Role
from filings.workflow_upward import UpwardAction, UpwardState

Status = UpwardLetter.Status


class Head(NamedTuple):
    """What the clerk fills in."""

    level: str
    year: int
    batch: str
    addressee: str
    number: str
    issued_on: date
    text: str


def prepare_upward_letter(keys: Collection[int], head: Head, *, actor: User, explanation: str = "") -> UpwardLetter:
    """Prepare one letter for some filings.

    In one transaction: check the letter (role, texts, free number); lock the filings, each in force and not yet recommended
    in this batch; judge them by the level's conditions as of today; who is not known to meet all of them needs the
    explanation; write letter and recommendations with what the rules said, a line in each filing's history, a message to
    the signers.
    """
    require_head(actor, head, keys)
    with transaction.atomic():
        filings = lock_filings(keys)
        require_in_force(filings, keys)
        require_new(filings, head)
        results = results_of(filings, head.level)
        unmet = [each for each in filings if finding_of(results[each.pk]).needs_reason]
        if unmet and not explanation.strip():
            raise WorkflowRefused(f"{names_of(unmet)}没有达到全部条件，或者有条件需人工核实，请填写推荐说明。")
        letter = UpwardLetter.objects.create(**head._asdict(), prepared_by=actor)
        for filing in filings:
            record = UpwardRecommendation.objects.create(
                letter=letter,
                filing=filing,
                level=head.level,
                year=head.year,
                batch=head.batch,
                result=results[filing.pk],
                explanation=explanation.strip() if filing in unmet else "",
            )
            told = {"recommendation": record.pk, "letter": letter.pk}
            append_line(filing, actor=actor, action="draft_upward", to_state=record.state, details=told)
        notify(
            signers_of(letter),
            title=f"待签发：推荐{letter.title}（{len(filings)}家）",
            url=letter_url(letter),
            key=f"upward-waiting:{letter.pk}",
        )
    return letter


def require_head(actor: User, head: Head, keys: Collection[int]) -> None:
    """Guard: the role, a level above the city's, every text, a free number, not too many."""
    if not permissions.role_may(actor, Act.RECOMMEND_UPWARD):
        raise WorkflowRefused("您的角色不能办理这一事项。")
    if head.level not in VERSION_OF or not all(
        (head.batch.strip(), head.addressee.strip(), head.number, head.text.strip())
    ):
        raise WorkflowRefused("请填写层级、批次、主送机关、发文字号和推荐意见。")
    if not keys or len(keys) > MOST_TOGETHER:
        raise WorkflowRefused(f"请选择1至{MOST_TOGETHER}家众创空间。")
    check_number_is_free(head.number)


def lock_filings(keys: Collection[int]) -> list[Filing]:
    """Filings locked in the order of their keys, with what letters show of them."""
    locked = Filing.objects.select_for_update(of=("self",)).select_related("space__district", "operator")
    return list(locked.filter(pk__in=keys).order_by("pk"))


def require_in_force(filings: Collection[Filing], keys: Collection[int]) -> None:
    """Guard: only who is on file is recommended."""
    gone = [each for each in filings if each.state != FilingState.ACTIVE]
    if gone or len(filings) < len(set(keys)):
        raise WorkflowRefused(f"{names_of(gone) or '所选备案'}已不在册，不能推荐。请去掉后重新拟办。")


def require_new(filings: Collection[Filing], head: Head) -> None:
    """Guard: a makerspace once for each level, year and batch, under whichever of its filings."""
    spaces = [each.space_id for each in filings]
    same = UpwardRecommendation.objects.filter(
        filing__space__in=spaces, level=head.level, year=head.year, batch=head.batch
    )
    known = set(same.exclude(state=UpwardState.DROPPED).values_list("filing__space", flat=True))
    if twice := [each for each in filings if each.space_id in known]:
        raise WorkflowRefused(
            f"{names_of(twice)}已在{head.year}年度{head.batch}推荐过，同一层级、年度和批次只推荐一次。"
        )


def results_of(filings: Collection[Filing], level: str) -> dict[int, dict[str, Any]]:
    """Facts as of today and what the level's rules say of them, by filing; no verdict where its figures are not known."""
    version, today = VERSION_OF[level], timezone.localdate()
    found = {}
    for each in facts_on_file(Filing.objects.filter(pk__in=[filing.pk for filing in filings]), as_of=today):
        problem = BLANK if each.facts and is_blank(each.facts) else each.problem
        stored: dict[str, Any] = {"facts": each.facts.as_json() if each.facts else {}, "problem": problem}
        if each.facts and not problem and not version.is_empty:
            stored["prescreen"] = prescreen(each.facts, version).as_snapshot()
        found[each.filing.pk] = stored
    return found


def sign_upward_letter(letter: UpwardLetter, *, actor: User) -> UpwardLetter:
    """Sign a letter: role, flag, not its preparer; every filing still in force, the number still free.

    In one transaction: 推荐函 with 推荐名单, each recommendation on its way with a line in its filing's history, messages to
    the operators and to the preparer.
    """
    with transaction.atomic():
        locked = lock_letter(letter)
        require(permissions.can_sign_upward(actor, locked))
        records = members_of_letter(locked)
        filings = lock_filings([each.filing_id for each in records])
        require_in_force(filings, [each.filing_id for each in records])
        check_number_is_free(locked.number)
        document = issue_upward_letter(locked, records, actor=locked.prepared_by)
        decide(locked, Status.SIGNED, actor=actor, document=document)
        signed = {"number": locked.number, "prepared_by": locked.prepared_by_id, "signed_by": actor.pk}
        for record in records:
            advance_upward(record, UpwardAction.SIGN, actor=actor, details=signed, recommended_on=locked.issued_on)
            tell_operator(record, f"已推荐申报{record.title}", "市科技局已向上级科技主管部门推荐，结果确定后另行通知。")
        notify(
            [locked.prepared_by],
            title=f"已签发：推荐{locked.title}",
            url=letter_url(locked),
            key=f"upward-signed:{locked.pk}",
        )
    return locked


def send_upward_back(letter: UpwardLetter, *, actor: User, reason: str) -> UpwardLetter:
    """The signer sends a letter back with a reason: its recommendations fall away, lines, a message to the preparer."""
    if not reason.strip():
        raise WorkflowRefused("请填写退回原因。")
    with transaction.atomic():
        locked = lock_letter(letter)
        require(permissions.can_sign_upward(actor, locked))
        drop(locked, Status.SENT_BACK, actor=actor, reason=reason.strip())
        notify(
            [locked.prepared_by],
            title=f"拟办的推荐{locked.title}被退回",
            body=locked.reason,
            url=letter_url(locked),
            key=f"upward-sent-back:{locked.pk}",
        )
    return locked


def withdraw_upward(letter: UpwardLetter, *, actor: User) -> UpwardLetter:
    """The preparer withdraws a letter before it is signed: its recommendations fall away, lines."""
    with transaction.atomic():
        locked = lock_letter(letter)
        if locked.prepared_by_id != actor.pk:
            raise WorkflowRefused("只有拟办人可以撤回拟办的事项。", way_on=letter_url(locked))
        drop(locked, Status.WITHDRAWN, actor=actor)
    return locked


def lock_letter(letter: UpwardLetter) -> UpwardLetter:
    """The letter locked; refused when it no longer waits."""
    locked = UpwardLetter.objects.select_for_update(of=("self",)).select_related("prepared_by").get(pk=letter.pk)
    if locked.status != Status.PENDING:
        raise WorkflowRefused(f"这份推荐函{locked.get_status_display()}，不用再办理。", way_on=letter_url(locked))
    return locked


def drop(letter: UpwardLetter, status: str, *, actor: User, reason: str = "") -> None:
    """Close a letter that is not signed, and let its recommendations fall away."""
    records = members_of_letter(letter)
    lock_filings([each.filing_id for each in records])
    for record in records:
        advance_upward(record, UpwardAction.DROP, actor=actor, reason=reason)
    decide(letter, status, actor=actor, reason=reason)


def decide(letter: UpwardLetter, status: str, *, actor: User, **fields: Any) -> None:
    """Write how a letter ended; messages that ask for its signature are settled."""
    letter.status, letter.decided_by, letter.decided_at = status, actor, timezone.now()
    for name, value in fields.items():
        setattr(letter, name, value)
    letter.save(update_fields=["status", "decided_by", "decided_at", *fields])
    settle_notices([f"upward-waiting:{letter.pk}"], body=f"这份推荐函{letter.get_status_display()}，不用再办理。")


def signers_of(letter: UpwardLetter) -> Any:
    """The city's accounts that may sign it."""
    office = User.objects.filter(role=Role.CITY, can_sign=True, is_active=True)
    return office.exclude(pk=letter.prepared_by_id)


def tell_operator(record: UpwardRecommendation, title: str, body: str) -> None:
    """A message to the accounts of the filing's operator; each step is taken once, and a result corrected is told anew."""
    filing = record.filing
    notify(
        members_of(filing),
        title=f"{filing.space}：{title}",
        body=body,
        url=reverse("filings:filing", args=[filing.pk]),
        key=f"upward:{record.pk}:{record.state}:{timezone.now().isoformat()}",
    )


def letter_url(letter: UpwardLetter) -> str:
    return reverse("filings:upward-letter", args=[letter.pk])


def names_of(filings: Collection[Filing]) -> str:
    """「云帆工场」、「木棉」等5家"""
    names = [f"“{each.space}”" for each in list(filings)[:3]]
    return "、".join(names) + (f"等{len(filings)}家" if len(filings) > 3 else "")
