"""Reads about operators and their people."""

from django.db.models import Case, Count, Q, QuerySet, Value, When

from filings.models import Application, JoinRequest, Operator, User
from filings.permissions import visible_join_requests, visible_operators


def operator_worklist(user: User, *, status: str = "", words: str = "") -> QuerySet[Operator]:
    """Operators within reach, those to be confirmed first, oldest first; filtered by status and name or code."""
    operators = visible_operators(user).select_related("district").annotate(people=Count("accounts", distinct=True))
    if status in Operator.Status.values:
        operators = operators.filter(status=status)
    if words:
        operators = operators.filter(Q(name__icontains=words) | Q(uscc__icontains=words))
    pending_first = Case(When(status=Operator.Status.PENDING, then=Value(0)), default=Value(1))
    return operators.order_by(pending_first, "created_at", "pk")


def operators_to_confirm(user: User) -> QuerySet[Operator]:
    """Operators whose first site is in the user's district and that wait for its confirmation."""
    return Operator.objects.filter(status=Operator.Status.PENDING, district_id=user.district_id).order_by("created_at")


def open_join_requests(user: User) -> QuerySet[JoinRequest]:
    """Requests to join that the user may decide."""
    pending = visible_join_requests(user).filter(status=JoinRequest.Status.PENDING)
    return pending.select_related("operator", "user").order_by("created_at", "pk")


def others_in_office(user: User, application: Application) -> QuerySet[User]:
    """Colleagues of an official who can take an application over: same office, not recused from it."""
    office = User.objects.filter(role=user.role, district_id=user.district_id, is_active=True).exclude(pk=user.pk)
    return office.exclude(recusals__application=application)
