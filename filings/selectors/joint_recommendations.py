"""What a district may recommend by one letter, and what it has prepared so. Preparing and signing are services."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from filings.models import Application, JointRecommendation, PendingAct, Round, User, Verification
from filings.permissions import Act, role_may, visible_applications, visible_joint_recommendations
from filings.selectors.verification import Sheet, verification_sheets
from filings.workflow import Role, State

MOST_TOGETHER: Final = 50
"""So many are recommended by one letter: more than a district has in a round, few enough to be looked over."""
WAITING: Final = PendingAct.Status.PENDING


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application that may be recommended with others; `sheet` is None where it is past verification."""

    application: Application
    sheet: Sheet | None
    is_waiting: bool


def verified_applications(user: User) -> QuerySet[Application]:
    """Submitted, begun to be verified, without an act that waits: what is worth looking at for a letter."""
    marked = Verification.objects.filter(application=OuterRef("pk"), superseded_at__isnull=True)
    acts = PendingAct.objects.filter(application=OuterRef("pk"), case=None, status=WAITING)
    return visible_applications(user).filter(Exists(marked), ~Exists(acts), state=State.SUBMITTED)


def rounds_to_recommend(user: User) -> QuerySet[Round]:
    """The rounds that have such applications, newest first, with their number."""
    verified = verified_applications(user).values("pk")
    rounds = Round.objects.annotate(verified=Count("applications", filter=Q(applications__in=verified)))
    return rounds.filter(verified__gt=0).order_by("-opens_at", "-pk")


def candidates_of(user: User, round_: Round | None, picked: Collection[int] = ()) -> list[Candidate]:
    """The verified applications of a round and those picked anywhere, in the order of their numbers: a fixed number of
    queries.
    """
    verified = verified_applications(user).filter(round=round_).order_by("number", "pk").values_list("pk", flat=True)
    keys = {*picked, *(verified[: MOST_TOGETHER * 2] if round_ else ())}
    acts = PendingAct.objects.filter(application=OuterRef("pk"), case=None, status=WAITING)
    found = visible_applications(user).filter(pk__in=keys).annotate(awaits_signature=Exists(acts))
    joined = found.select_related("space", "operator", "district", "round").prefetch_related("site_visits")
    listed: list[Any] = list(joined.order_by("number", "pk"))
    sheets = verification_sheets(case for case in listed if case.state == State.SUBMITTED)
    return [Candidate(case, sheets.get(case.pk), case.awaits_signature) for case in listed]


def joint_recommendations(user: User) -> QuerySet[JointRecommendation]:
    """What the district has prepared, newest first, with the number of cases and of those that wait."""
    joined = visible_joint_recommendations(user).select_related("round", "prepared_by", "letter")
    return joined.annotate(
        cases=Count("acts"),
        waiting=Count("acts", filter=Q(acts__status=WAITING)),
        signed=Count("acts", filter=Q(acts__status=PendingAct.Status.SIGNED)),
    ).order_by("-prepared_at", "-pk")


def joint_to_sign(user: User) -> QuerySet[JointRecommendation]:
    """Those that wait for a signature and that this account may sign."""
    if not (role_may(user, Act.SIGN_ACTS) and user.role == Role.DISTRICT and user.can_sign):
        return JointRecommendation.objects.none()
    waiting = PendingAct.objects.filter(joint=OuterRef("pk"), status=WAITING)
    return visible_joint_recommendations(user).filter(Exists(waiting)).exclude(prepared_by=user)


def members_of_joint(joint: JointRecommendation, user: User) -> list[PendingAct]:
    """Its acts within the account's reach, in the order of the numbers of their applications."""
    acts = joint.acts.filter(application__in=visible_applications(user))
    joined = acts.select_related("application__space", "application__operator", "application__district")
    return list(joined.order_by("application__number", "pk"))


def waiting_members(acts: Iterable[PendingAct]) -> list[PendingAct]:
    """Those that still wait."""
    return [act for act in acts if act.status == WAITING]
