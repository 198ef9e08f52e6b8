"""Filters of the auditor's lists."""

from typing import Any

from django import forms
from django.http import QueryDict

from filings.workflow import ROLE_LABELS


class AuditFilterForm(forms.Form):
    """Words, role and days; a day that cannot be read is said at the field and not applied."""

    q = forms.CharField(label="记录、账号、事项或理由", required=False, max_length=80)
    role = forms.ChoiceField(
        label="角色",
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
        choices=[("", "全部角色"), *((role.value, label) for role, label in ROLE_LABELS.items()), ("system", "系统")],
    )
    since = forms.DateField(
        label="从", required=False, widget=forms.DateInput(attrs={"type": "date", "class": "form-control"})
    )
    until = forms.DateField(
        label="到", required=False, widget=forms.DateInput(attrs={"type": "date", "class": "form-control"})
    )

    @classmethod
    def filters(cls, query: QueryDict) -> dict[str, Any]:
        """The filters of an address as arguments of selectors.audit.history_lines."""
        form = cls(query)
        form.is_valid()
        data = form.cleaned_data
        return {
            "words": data.get("q", "").strip(),
            "role": data.get("role", ""),
            "since": data.get("since"),
            "until": data.get("until"),
        }


class ReportFilterForm(AuditFilterForm):
    """Words and days for reports of misconduct."""

    q = forms.CharField(label="被举报人、内容或回执编号", required=False, max_length=80)
    role = None

    @classmethod
    def filters(cls, query: QueryDict) -> dict[str, Any]:
        """The filters of an address as arguments of selectors.reports.report_list."""
        filters = super().filters(query)
        return {key: value for key, value in filters.items() if key != "role"}
