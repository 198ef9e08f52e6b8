"""Forms of shared resources and policies, and of the filters of their public lists. Shape only."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.forms import ModelForm

from filings.forms.registers import dress
from filings.forms.revised import RevisionField
from filings.models import District, SharedResource, SupportPolicy
from filings.selectors.sharing import WHOLE_CITY
from zzspace.fields import DayField


class OfferForm(ModelForm):
    """What both have in common: Chinese messages; a district keeps its own, so that it is not asked for one."""

    revision = RevisionField()

    def __init__(self, *args: Any, asks_district: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["revision"] = revision_of(self.instance)
        for field in (bound.field for bound in self.visible_fields()):
            dress(field, str(field.label))
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
        if asks_district:
            self.fields["district"].empty_label = "全市"
        else:
            del self.fields["district"]


def revision_of(offer: SharedResource | SupportPolicy) -> str:
    """Which saving of an offer this is; "" for a new one."""
    return offer.kept_at.isoformat() if offer.kept_at else ""


class ResourceForm(OfferForm):
    """A shared resource."""

    valid_until = DayField(label="有效期至", required=False, help_text="含当日，过后不再公开；长期有效的留空")

    class Meta:
        model = SharedResource
        fields = (
            *("name", "kind", "provider", "field", "district", "offers", "how_to_use", "address", "contact"),
            "valid_until",
        )


class PolicyForm(OfferForm):
    """A policy to draw on."""

    valid_from = DayField(label="施行日期")
    valid_until = DayField(label="有效期至", required=False, help_text="含当日，过后不再公开；长期有效的留空")
    link = forms.URLField(
        label="原文链接",
        required=False,
        max_length=300,
        assume_scheme="https",
        validators=[
            URLValidator(schemes=["http", "https"], message="请填写完整的网址，如https://kjj.zhengzhou.gov.cn/。")
        ],
        help_text="政府网站上的原文网址",
        error_messages={"invalid": "请填写完整的网址，如https://kjj.zhengzhou.gov.cn/。"},
    )

    class Meta:
        model = SupportPolicy
        fields = (
            *("title", "issuer", "number", "district", "who", "what", "how", "link"),
            *("valid_from", "valid_until"),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", "有效期不能早于施行日期，请核对。")
        return data


class OfferFilterForm(forms.Form):
    """Words and district."""

    q = forms.CharField(label="名称、单位或内容", required=False, max_length=80)
    district = forms.ChoiceField(label="区县", required=False)

    def __init__(self, *args: Any, districts: Sequence[District], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "区县：全部"), (WHOLE_CITY, "全市适用"), *((each.pk, each.name) for each in districts)]
        self.fields["district"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["q"].widget.attrs["placeholder"] = self.fields["q"].label

    def asked(self) -> dict[str, str]:
        """The filters as the selectors take them; what is not known is left out."""
        self.is_valid()
        names = {"q": "words"}
        return {names.get(name, name): self.cleaned_data.get(name, "").strip() for name in self.fields}


class ResourceFilterForm(OfferFilterForm):
    """Kind and field besides."""

    kind = forms.ChoiceField(label="类型", required=False, choices=(("", "类型：全部"), *SharedResource.Kind.choices))
    field = forms.ChoiceField(label="领域", required=False)

    def __init__(self, *args: Any, fields: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [("", "领域：全部"), *((each, each) for each in fields)]  # type: ignore[attr-defined]  # a ChoiceField
