"""Filters of the offices' queue, kept in the address. What they mean is in selectors.queue."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from filings.models import Application, Round, Space, User
from filings.rules.verdicts import LABELS
from filings.selectors.queue import STAGES, WAITS, waiting_longer
from filings.workflow import Role

UNASSIGNED = "none"


def rounds_to_choose() -> list[tuple[int, str]]:
    """All rounds by title, without their long texts."""
    return list(Round.objects.values_list("pk", "title"))


class QueueFilters(django_filters.FilterSet):
    """Search, round, kind, verdict, handler, waiting; the city also has its next step."""

    q = django_filters.CharFilter(label="空间、机构名称或申请编号", method="search")
    round = django_filters.ChoiceFilter(label="批次", choices=rounds_to_choose, empty_label="批次：全部")
    kind = django_filters.ChoiceFilter(label="类型", choices=Space.Kind.choices, empty_label="类型：全部")
    stage = django_filters.ChoiceFilter(
        label="环节",
        choices=[(key, label) for key, (label, _) in STAGES.items()],
        empty_label="环节：全部",
        method="at_stage",
    )
    verdict = django_filters.ChoiceFilter(
        label="预审",
        choices=[(verdict.value, label) for verdict, label in LABELS.items()],
        empty_label="预审：全部",
        field_name="outcome",
    )
    handler = django_filters.ChoiceFilter(label="经办", empty_label="经办：全部", method="handled_by")
    waiting = django_filters.ChoiceFilter(
        label="等待",
        choices=[(days, f"超过{days}个工作日") for days in WAITS],
        empty_label="等待：不限",
        method="waiting_longer",
    )

    view = django_filters.CharFilter(widget=forms.HiddenInput, method="keep")
    sort = django_filters.CharFilter(widget=forms.HiddenInput, method="keep")

    class Meta:
        model = Application
        fields = ()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = User.objects.filter(role=user.role, district=user.district_id, is_active=True).only(
            "full_name", "username"
        )
        people = [(person.pk, str(person)) for person in colleagues]
        self.filters["handler"].extra["choices"] = [(UNASSIGNED, "未分派"), *people]
        if user.role != Role.CITY:
            del self.filters["stage"]
        self.filters["q"].field.widget.attrs["placeholder"] = "空间、机构名称或申请编号"

    def keep(self, queryset: QuerySet[Application], _name: str, _value: str) -> QuerySet[Application]:
        """The tab and the sorting stay in the address; the view reads them itself."""
        return queryset

    def search(self, queryset: QuerySet[Application], _name: str, words: str) -> QuerySet[Application]:
        found = Q(space__name__icontains=words) | Q(operator__name__icontains=words) | Q(number__icontains=words)
        return queryset.filter(found)

    def at_stage(self, queryset: QuerySet[Application], _name: str, stage: str) -> QuerySet[Application]:
        return queryset.filter(state__in=STAGES[stage][1])

    def handled_by(self, queryset: QuerySet[Application], _name: str, handler: str) -> QuerySet[Application]:
        return queryset.filter(handler=None if handler == UNASSIGNED else handler)

    def waiting_longer(self, queryset: QuerySet[Application], _name: str, days: str) -> QuerySet[Application]:
        return queryset.filter(waiting_longer(int(days), timezone.localdate()))
