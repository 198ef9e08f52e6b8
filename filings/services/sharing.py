"""The offices keep what is open to makerspaces: shared resources (Article 10) and policies to draw on (Article 9)."""

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import model_to_dict
from django.urls import reverse
from django.utils import timezone

from filings import permissions
from filings.errors import ChangedMeanwhile, WorkflowRefused
from filings.models import SharedResource, SupportPolicy, User
from filings.permissions import Act
from filings.services.doubles import a_moment_ago, lock_account
from filings.services.history import append_line, digest_of
from filings.workflow import Role
from zzspace.wording import moment_zh

Offer = TypeVar("Offer", SharedResource, SupportPolicy)
NAMES = {SharedResource: "resource", SupportPolicy: "policy"}
KEPT = {SharedResource: "filings:resources-kept", SupportPolicy: "filings:policies-kept"}


def add_offer(offer: Offer, *, actor: User) -> Offer:
    """Put a resource or policy on the list: a district's own are its district's; not the same twice within a moment; row,
    history line with the digest.
    """
    if not permissions.role_may(actor, Act.KEEP_OFFERS):
        raise WorkflowRefused("由市或区县科技主管部门维护。")
    with transaction.atomic():
        take_place(offer, actor)
        lock_account(actor)
        require_not_twice(offer, actor)
        offer.kept_by = actor
        offer.save(force_insert=True)
        append_line(offer, actor=actor, action=f"add_{NAMES[type(offer)]}", details=contents_of(offer))
    return offer


def require_not_twice(offer: SharedResource | SupportPolicy, actor: User) -> None:
    """Guard: the account has not just added the same, as by sending a form twice."""
    contents = {name: value for name, value in model_to_dict(offer).items() if name not in ("id", "kept_by")}
    just_now = type(offer)._default_manager.filter(kept_by=actor, kept_at__gte=a_moment_ago())
    if just_now.filter(**contents).exists():
        raise WorkflowRefused(
            "刚才已经保存过相同的内容，没有重复添加。请返回列表查看。", way_on=reverse(KEPT[type(offer)])
        )


def amend_offer(offer: Offer, *, actor: User, revision: str | None = None) -> Offer:
    """Save one as amended: locked, the actor's to keep, not withdrawn; history line with the digest.

    `revision` is the saving (its `kept_at`) that the writer's page showed: where somebody has saved since, ChangedMeanwhile is
    raised and nothing written. None writes whatever was saved before.
    """
    with transaction.atomic():
        require_newest(lock_offer(offer, actor=actor), revision)
        take_place(offer, actor)
        offer.kept_by = actor
        offer.save()
        append_line(offer, actor=actor, action=f"amend_{NAMES[type(offer)]}", details=contents_of(offer))
    return offer


def withdraw_offer(offer: Offer, *, actor: User, reason: str) -> Offer:
    """Take one off the public list with a reason: locked, the actor's to keep; history line. The row is kept."""
    with transaction.atomic():
        locked = lock_offer(offer, actor=actor)
        if not reason.strip():
            raise ValidationError({"reason": "请填写撤下的原因。"})
        locked.withdrawn_on, locked.withdrawal_reason = timezone.localdate(), reason.strip()
        locked.kept_by = actor
        locked.save()
        append_line(locked, actor=actor, action=f"withdraw_{NAMES[type(offer)]}", reason=locked.withdrawal_reason)
    return locked


def take_place(offer: SharedResource | SupportPolicy, actor: User) -> None:
    """What a district keeps is for that district."""
    if actor.role == Role.DISTRICT:
        offer.district = actor.district


def lock_offer(offer: Offer, *, actor: User) -> Offer:
    """The row as it stands, locked; refused where it is not the actor's to keep or was withdrawn meanwhile."""
    locked = type(offer)._default_manager.select_for_update().get(pk=offer.pk)
    kept = permissions.kept_resources(actor) if isinstance(offer, SharedResource) else permissions.kept_policies(actor)
    if not kept.filter(pk=locked.pk).exists():
        raise WorkflowRefused("只能修改本部门维护的内容。")
    if locked.withdrawn_on is not None:
        raise WorkflowRefused("这一条已经撤下，不能再修改；需要时请重新添加。")
    return locked


def require_newest(locked: SharedResource | SupportPolicy, revision: str | None) -> None:
    """Guard: nobody has saved it since it was shown to the writer."""
    if revision is None or revision == locked.kept_at.isoformat():
        return
    raise ChangedMeanwhile(
        f"{locked.kept_by.full_name}{moment_zh(locked.kept_at)}保存过这一条，您这里打开的是之前的内容，所以没有覆盖。"
        "请对照下面列出的现在的内容；需要以您填写的为准的，请再点“保存”。",
        kept=locked,
    )


def contents_of(offer: SharedResource | SupportPolicy) -> dict[str, str]:
    """What the history keeps: the digest of all that is shown."""
    return {"contents": digest_of(model_to_dict(offer, exclude=["kept_by"]))}
