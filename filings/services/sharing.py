"""The offices keep what is open to makerspaces: shared resources (Article 10) and policies to draw on (Article 9)."""

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from filings import permissions
from filings.errors import WorkflowRefused
from filings.models import SharedResource, SupportPolicy, User
from filings.permissions import Act
from filings.services.history import append_line, digest_of
from filings.workflow import Role

Offer = TypeVar("Offer", SharedResource, SupportPolicy)
NAMES = {SharedResource: "resource", SupportPolicy: "policy"}


def add_offer(offer: Offer, *, actor: User) -> Offer:
    """Put a resource or policy on the list: a district's own are its district's; row, history line with the digest."""
    if not permissions.role_may(actor, Act.KEEP_OFFERS):
        raise WorkflowRefused("由市或区县科技主管部门维护。")
    with transaction.atomic():
        take_place(offer, actor)
        offer.kept_by = actor
        offer.save(force_insert=True)
        append_line(offer, actor=actor, action=f"add_{NAMES[type(offer)]}", details=contents_of(offer))
    return offer


def amend_offer(offer: Offer, *, actor: User) -> Offer:
    """Save one as amended: locked, the actor's to keep, not withdrawn; history line with the digest."""
    with transaction.atomic():
        lock_offer(offer, actor=actor)
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


def contents_of(offer: SharedResource | SupportPolicy) -> dict[str, str]:
    """What the history keeps: the digest of all that is shown."""
    return {"contents": digest_of(model_to_dict(offer, exclude=["kept_by"]))}
