"""Filters of the list of returns, kept in the address."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from evaluation.selectors.returns.reported import STANDING_LABELS
from evaluation.workflow import RETURN_STATE_LABELS
from filings.models import District, Space, User
from filings.workflow import Role


class ReturnFilters(django_filters.FilterSet):
    """?q=&standing=missing&state=submitted&district=gxq over spaces with their standing."""

    q = django_filters.CharFilter(label="查找", method="search")
    standing = django_filters.ChoiceFilter(
        label="报送情况",
        empty_label="报送情况：全部",
        choices=[(standing.value, label) for standing, label in STANDING_LABELS.items()],
    )
    state = django_filters.ChoiceFilter(
        label="状态",
        empty_label="状态：全部",
        field_name="report_state",
        choices=[(state.value, label) for state, label in RETURN_STATE_LABELS.items()],
    )
    district = django_filters.ModelChoiceFilter(
        label="区县", empty_label="区县：全部", queryset=District.objects.order_by("position")
    )
    year = django_filters.CharFilter(method="keep", widget=django_filters.widgets.forms.HiddenInput)

    class Meta:
        model = Space
        fields = ()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user.role not in (Role.CITY, Role.ADMIN):
            del self.filters["district"]
        self.filters["q"].field.widget.attrs["placeholder"] = "众创空间或运营机构名称"

    def keep(self, queryset: QuerySet[Space], _name: str, _value: str) -> QuerySet[Space]:
        """The year stays in the address; the view reads it itself."""
        return queryset

    def search(self, queryset: QuerySet[Space], _name: str, words: str) -> QuerySet[Space]:
        return queryset.filter(Q(name__icontains=words) | Q(operator__name__icontains=words))
