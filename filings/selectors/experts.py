"""Experts as candidates for a panel: their open load, and conflicts of interest that the system can see."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from filings.models import Application, ConflictDeclaration, Mentor, ReviewAssignment, Space, StaffMember, User
from filings.selectors.reviews import review_number
from filings.workflow import Role, State

SEPARATORS = re.compile(r"[、，,；;\n]+")
OPEN_CASES = (State.ACCEPTED, State.IN_REVIEW)
STILL_TO_DO = (ReviewAssignment.Status.ASSIGNED, ReviewAssignment.Status.READY)
STILL_OPEN = Q(assignments__status__in=STILL_TO_DO, assignments__application__state__in=OPEN_CASES)
"""What makes an account's assignments its open load."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A reason why an expert should not sit on a panel. A certain one excludes; another asks for a look."""

    reason: str
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expert with what the clerk needs to choose."""

    expert: User
    load: int
    conflicts: tuple[Conflict, ...]

    @property
    def is_excluded(self) -> bool:
        return any(conflict.is_certain for conflict in self.conflicts)


def expert_accounts() -> QuerySet[User]:
    """Every active expert."""
    return User.objects.filter(role=Role.EXPERT, is_active=True)


def candidates(application: Application, *, words: str = "") -> list[Candidate]:
    """Experts that the present review has not seen yet, by load and name; `words` looks in name, field, employer.

    Seven queries, however many experts there are.
    """
    seen = ReviewAssignment.objects.filter(application=application, sequence=review_number(application))
    free = expert_accounts().exclude(pk__in=seen.values("expert"))
    if words:
        free = free.filter(Q(full_name__icontains=words) | Q(expertise__icontains=words) | Q(employer__icontains=words))
    experts = list(free.annotate(load=Count("assignments", filter=STILL_OPEN)).order_by("load", "full_name", "pk"))
    found = obstacles_to(application, experts)
    return [Candidate(expert, expert.load, found.get(expert.pk, ())) for expert in experts]


def obstacles_to(application: Application, experts: Collection[User]) -> dict[int, tuple[Conflict, ...]]:
    """Conflicts, and what speaks against a fresh eye: a seat in the last review of this case, or in the review of an
    earlier application of the space that was not filed.
    """
    found = conflicts_of(application, experts)
    for expert_id, is_same_case in earlier_reviewers(application, experts).items():
        word = "参加过本件上次评审" if is_same_case else "参加过该空间以前未予备案的评审"
        found[expert_id] = (*found.get(expert_id, ()), Conflict(word, is_certain=is_same_case))
    return found


def earlier_reviewers(application: Application, experts: Iterable[User]) -> dict[int, bool]:
    """Experts that sat on a past panel of this case (True) or of a rejected application of the same space (False)."""
    sat = Q(application=application, status=ReviewAssignment.Status.PAST) | Q(
        ~Q(application=application),
        application__space=application.space_id,
        application__state=State.REJECTED,
        status__in=(*ReviewAssignment.ON_PANEL, ReviewAssignment.Status.PAST),
    )
    places = ReviewAssignment.objects.filter(sat, expert__in=[expert.pk for expert in experts])
    found: dict[int, bool] = {}
    for expert_id, case in places.values_list("expert", "application"):
        found[expert_id] = found.get(expert_id, False) or case == application.pk
    return found


def conflicts_of(application: Application, experts: Collection[User]) -> dict[int, tuple[Conflict, ...]]:
    """What the system sees against each expert in a case. Three queries."""
    application.space.operator = application.operator
    return conflicts_at([application.space], experts)[application.space.pk]


def conflicts_at(spaces: Collection[Space], experts: Collection[User]) -> dict[int, dict[int, tuple[Conflict, ...]]]:
    """What the system sees against each expert at each makerspace: an employer that has a part there, a name that it
    knows there, an earlier declaration. Same names may be chance: they ask for a look and do not exclude.

    Three queries for any number of makerspaces, which come with their operators.
    """
    names, declared = involved_names(spaces), declared_experts(spaces, experts)
    found: dict[int, dict[int, tuple[Conflict, ...]]] = {}
    for space in spaces:
        bodies = involved_bodies(space)
        off = declared[f"operator:{space.operator_id}"] | declared[f"space:{space.pk}"]
        at_space = {
            expert.pk: (
                *seen_conflicts(expert, bodies, names[space.pk]),
                *([Conflict(DECLARED, is_certain=True)] if expert.pk in off else []),
            )
            for expert in experts
        }
        found[space.pk] = {expert: conflicts for expert, conflicts in at_space.items() if conflicts}
    return found


DECLARED = "曾就该机构的众创空间声明回避"


def seen_conflicts(expert: User, bodies: Mapping[str, str], names: Mapping[str, str]) -> Iterator[Conflict]:
    """What the expert's own account says against a seat where these organisations and persons have a part."""
    if part := bodies.get(plain_name(expert.employer)):
        yield Conflict(f"工作单位是{part}", is_certain=True)
    for body in filter(None, map(plain_name, SEPARATORS.split(expert.interests))):
        if part := bodies.get(body):
            yield Conflict(f"在{part}持股或兼职", is_certain=True)
    if part := names.get(plain_name(expert.full_name)):
        yield Conflict(f"与{part}同名", is_certain=False)


def involved_bodies(space: Space) -> dict[str, str]:
    """Names of organisations with a part in a makerspace, and which part."""
    bodies = {plain_name(space.lead_name): "牵头建设主体", plain_name(space.operator.name): "运营机构"}
    bodies.pop("", None)
    return bodies


def involved_names(spaces: Collection[Space]) -> dict[int, dict[str, str]]:
    """Names of persons whom the registers know at each makerspace, and as what. Two queries."""
    keys = [space.pk for space in spaces]
    known: dict[int, dict[str, str]] = {}
    registers = ((StaffMember, "服务人员"), (Mentor, "创业导师"))
    rows = [(*row, part) for model, part in registers for row in names_in(model, keys)]
    rows += [(space.pk, space.operator.contact_name, "运营机构联系人") for space in spaces]
    rows += [(space.pk, space.operator.legal_representative, "运营机构法定代表人") for space in spaces]
    for space, name, part in rows:
        known.setdefault(space, {})[plain_name(name)] = part
    return {space: {name: part for name, part in found.items() if name} for space, found in known.items()}


def names_in(model: type[StaffMember | Mentor], spaces: Collection[int]) -> list[tuple[int, str]]:
    """The names of one register by makerspace."""
    return list(model.objects.filter(space__in=spaces).values_list("space_id", "name"))


def declared_experts(spaces: Collection[Space], experts: Iterable[User]) -> dict[str, set[int]]:
    """Experts that once declared a conflict on a case, by its makerspace (space:1) and by its operator (operator:1)."""
    same = Q(assignment__application__operator__in={space.operator_id for space in spaces}) | Q(
        assignment__application__space__in=[space.pk for space in spaces]
    )
    declared = ConflictDeclaration.objects.filter(
        same, in_conflict=True, assignment__expert__in=[expert.pk for expert in experts]
    )
    found: dict[str, set[int]] = defaultdict(set)
    columns = ("assignment__expert", "assignment__application__operator", "assignment__application__space")
    for expert, operator, space in declared.values_list(*columns):
        found[f"operator:{operator}"].add(expert)
        found[f"space:{space}"].add(expert)
    return found


def plain_name(name: str) -> str:
    """A name without blanks and with half-width brackets, for comparing."""
    return "".join(name.split()).replace("（", "(").replace("）", ")")
