"""Forms of the reserve pool. Shape only; what may be entered, linked or turned into a draft is for its services to say."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from filings.forms.accounts import clean_phone, clean_uscc
from filings.forms.applications import RoundField
from filings.forms.fields import EvidenceFilesField
from filings.forms.fraud import long_text
from filings.forms.revised import RevisionField
from filings.forms.self_check import SelfCheckForm, field_name
from filings.models import District, GuidanceRecord, PoolEntry, Round, Space
from filings.rules.facts import FACTS_BY_KEY
from filings.rules.facts.table import FactType
from filings.selectors.pool.entries import VIEWS
from filings.services.pool.entering import Unregistered, revision_of
from zzspace.fields import DayField

MOST_FILES = 5


class PoolFilterForm(forms.Form):
    """Filters of the list, kept in the address."""

    q = forms.CharField(label="空间、机构或信用代码", required=False, max_length=80)
    view = forms.ChoiceField(label="范围", choices=VIEWS, required=False)
    kind = forms.ChoiceField(label="培育方向", choices=(("", "培育方向：全部"), *Space.Kind.choices), required=False)
    district = forms.ChoiceField(label="区县", required=False)

    def __init__(self, *args: Any, districts: Sequence[District] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [("", "区县：全部"), *((each.pk, each.name) for each in districts)]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["q"].widget.attrs["placeholder"] = self.fields["q"].label
        if not districts:
            del self.fields["district"]

    def asked(self) -> dict[str, str]:
        """The filters as selectors.pool.entries.pool_list takes them; what is not known is left out."""
        self.is_valid()
        data = self.cleaned_data
        return {
            "view": data.get("view") or VIEWS[0][0],
            "words": data.get("q", "").strip(),
            "kind": data.get("kind", ""),
            "district": data.get("district", ""),
        }


class EnterSpaceForm(forms.Form):
    """Towards which kind of filing a registered space is brought on."""

    kind = forms.ChoiceField(
        label="培育方向",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择培育方向。", "invalid_choice": "请从列表中选择培育方向。"},
    )

    def __init__(self, *args: Any, kinds: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, Space.Kind(kind).label) for kind in kinds]  # type: ignore[attr-defined]  # a ChoiceField


class UnregisteredForm(SelfCheckForm):
    """A makerspace whose operator is not registered: who it is, and what is known of it in the fields of the self-check."""

    name = forms.CharField(label="众创空间名称", max_length=60, error_messages={"required": "请填写众创空间名称。"})
    operator_name = forms.CharField(
        label="运营机构名称", max_length=80, error_messages={"required": "请填写运营机构名称。"}
    )
    uscc = forms.CharField(
        label="统一社会信用代码",
        max_length=18,
        required=False,
        help_text="已知的请填写；运营机构以后用同一代码注册时，据此关联",
    )
    contact_name = forms.CharField(label="联系人", max_length=40, error_messages={"required": "请填写联系人。"})
    contact_phone = forms.CharField(
        label="联系电话",
        max_length=30,
        help_text="手机号或带区号的座机",
        error_messages={"required": "请填写联系电话。"},
    )
    revision = RevisionField()
    IDENTITY = ("name", "operator_name", "uscc", "contact_name", "contact_phone")

    def __init__(self, *args: Any, kind: str, as_of: date, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, as_of=as_of, **kwargs)
        standing = [clause for clause in self.sections if clause.section == "standing"]
        for clause in standing:
            for key in self.sections.pop(clause):
                del self.fields[field_name(key)]
        for name in self.IDENTITY:
            self.fields[name].widget.attrs["class"] = "form-control"

    @property
    def identity(self) -> list[forms.BoundField]:
        """Who it is."""
        return [self[name] for name in self.IDENTITY]

    def clean_uscc(self) -> str:
        return clean_uscc(self.cleaned_data["uscc"]) if self.cleaned_data["uscc"] else ""

    def clean_contact_phone(self) -> str:
        return clean_phone(self.cleaned_data["contact_phone"])

    def whose(self) -> Unregistered:
        """Who it is, for the service."""
        return Unregistered(**{name: self.cleaned_data[name] for name in self.IDENTITY})


def initial_of(entry: PoolEntry) -> dict[str, Any]:
    """What a district has typed of an entry, to be brought up to date."""
    told: dict[str, Any] = {name: getattr(entry, name) for name in UnregisteredForm.IDENTITY}
    for group, values in entry.facts.items():
        for name, value in values.items():
            key = f"{group}.{name}"
            told[field_name(key)] = shown(value) if FACTS_BY_KEY[key].type is FactType.FLAG else value
    return told | {"revision": revision_of(entry)}


def shown(value: bool | None) -> str:
    """A yes or no as its list has it."""
    return "yes" if value else "no"


class GuidanceForm(forms.Form):
    """One guidance record."""

    kind = forms.ChoiceField(
        label="方式",
        choices=GuidanceRecord.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择方式。", "invalid_choice": "请从列表中选择方式。"},
    )
    on = DayField(label="日期", error_messages={"required": "请填写日期。"})
    by = forms.ChoiceField(
        label="辅导方",
        choices=GuidanceRecord.By.choices,
        error_messages={"required": "请选择辅导方。", "invalid_choice": "请从列表中选择辅导方。"},
    )
    organisation = forms.CharField(
        label="社会组织名称", max_length=60, required=False, help_text="由协会、促进会、联盟等辅导的填写全称"
    )
    content = long_text("辅导内容", "请填写辅导内容。", most=2000, help_text="写明解决了什么问题、提出了哪些建议")
    files = EvidenceFilesField(
        label="材料", most=MOST_FILES, required=False, help_text="可选，如签到表、照片、方案；PDF、JPG或PNG，可以选多份"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].widget.attrs["max"] = timezone.localdate().isoformat()

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError("日期不能晚于今天，请在辅导后登记。")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        own = data.get("by") == GuidanceRecord.By.DISTRICT
        if data.get("by") and not own and not data.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", "请填写社会组织名称。")
        return data


class LinkForm(forms.Form):
    """Which space of the operator an entry is about."""

    space = forms.ModelChoiceField(
        Space.objects.none(),
        label="登记的众创空间",
        required=False,
        empty_label="该机构还没有登记这个空间，先只关联机构",
        help_text="关联空间后，差距按运营机构的登记名册计算",
        error_messages={"invalid_choice": "请从这家机构登记的众创空间中选择。"},
    )

    def __init__(self, *args: Any, spaces: QuerySet[Space], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["space"].queryset = spaces  # type: ignore[attr-defined]  # a ModelChoiceField


class LeaveForm(forms.Form):
    """Why an entry leaves the pool."""

    reason = forms.CharField(
        label="退出原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="如停止运营、迁出本区县、不再申请备案；运营机构会看到",
        error_messages={"required": "请填写退出原因。"},
    )


class StrikeForm(forms.Form):
    """Why a guidance record counts no more."""

    reason = forms.CharField(
        label="作废原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="如登记到了别的众创空间、日期或内容有误；有误的请另行登记正确的记录",
        error_messages={"required": "请填写作废的原因。"},
    )


class PoolDraftForm(forms.Form):
    """In which round, and of which space where the entry has none yet."""

    space = forms.ModelChoiceField(
        Space.objects.none(),
        label="众创空间",
        empty_label="请选择",
        error_messages={"required": "请选择众创空间。", "invalid_choice": "请选择本机构登记的众创空间。"},
    )
    round_ = RoundField(
        Round.objects.none(),
        label="申报批次",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "请选择申报批次。", "invalid_choice": "请选择正在开放的批次。"},
    )

    def __init__(
        self, *args: Any, rounds: Sequence[Round], spaces: QuerySet[Space] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["round_"].queryset = Round.objects.filter(pk__in=[each.pk for each in rounds])  # type: ignore[attr-defined]  # a RoundField
        if spaces is None:
            del self.fields["space"]
        else:
            self.fields["space"].queryset = spaces  # type: ignore[attr-defined]  # a ModelChoiceField
