"""Filters of early warning."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from filings.models import District, User
from filings.selectors.screening import SINCE, VIEWS, Filters, check_choices
from filings.workflow import Role

LONGEST = 80


class WarningFilterForm(forms.Form):
    """Words, district (for the city), condition, since when, which of all."""

    q = forms.CharField(
        label="众创空间、运营机构或信用代码",
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"placeholder": "众创空间、运营机构或信用代码"}),
    )
    district = forms.ModelChoiceField(
        label="区县", required=False, queryset=District.objects.all(), empty_label="区县：全部"
    )
    check = forms.ChoiceField(label="条件", required=False)
    since = forms.ChoiceField(label="出现时间", required=False, choices=[("", "出现时间：不限"), *SINCE])
    view = forms.ChoiceField(label="范围", required=False, choices=VIEWS)

    def __init__(self, query: QueryDict, *, user: User) -> None:
        super().__init__(query)
        self.fields["check"].choices = [("", "条件：全部"), *check_choices(timezone.localdate())]
        if user.role != Role.CITY:
            del self.fields["district"]

    def filters(self) -> Filters:
        """What was chosen; what is not known is left out."""
        self.is_valid()
        data: dict[str, Any] = self.cleaned_data
        district = data.get("district")
        return Filters(
            words=data.get("q", "").replace("\x00", "").strip(),
            district=district.pk if district else "",
            check=data.get("check", ""),
            since=data.get("since", ""),
            view=data.get("view") or VIEWS[0][0],
        )
