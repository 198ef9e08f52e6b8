"""Filters of the public register."""

from django import forms
from django.http import QueryDict

from filings.models import District, Space
from filings.workflow import FILING_STATE_LABELS


class RegisterFilterForm(forms.Form):
    """Words, district, kind and state."""

    q = forms.CharField(label="众创空间、运营机构名称或备案编号", required=False, max_length=80)
    district = forms.ModelChoiceField(
        label="区县", required=False, queryset=District.objects.all(), empty_label="全部区县"
    )
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部类型"), *Space.Kind.choices])
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部状态"), *((state.value, label) for state, label in FILING_STATE_LABELS.items())],
    )

    @classmethod
    def filters(cls, query: QueryDict) -> dict[str, str]:
        """The filters of an address as arguments of selectors.public.public_register; what is not known is left out."""
        form = cls(query)
        form.is_valid()
        data = form.cleaned_data
        district = data.get("district")
        return {
            "words": data.get("q", "").strip(),
            "district": district.pk if district else "",
            "kind": data.get("kind", ""),
            "state": data.get("state", ""),
        }
