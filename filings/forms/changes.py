"""Forms that report a change, one a kind. Shape only; what looks at other records is services.changes.drafting's."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from filings.forms.accounts import clean_uscc
from filings.forms.fields import EvidenceFilesField
from filings.forms.registers import SiteForm, dress
from filings.models import ChangeReport, District, Filing, Site
from filings.selectors.changes.contents import FIGURE_LABELS, SITE_COLUMNS
from zzspace.fields import DayField, RecordsField

Kind = ChangeReport.Kind
MOST_FILES = 10
EVIDENCE: dict[str, str] = {
    Kind.NAME: "例如变更登记通知书、变更后的营业执照",
    Kind.OPERATOR: "例如转让或委托运营协议、双方决议、新运营机构的营业执照",
    Kind.AREA: "例如变更后的产权证明或租赁合同、平面图",
    Kind.LOCATION: "例如新场地的产权证明或租赁合同、平面图、照片",
    Kind.OTHER: "能够证明变更情况的材料",
}


class ReportForm(forms.Form):
    """What every change says: the day, the explanation, the evidence."""

    happened_on = DayField(label="变更日期", error_messages={"required": "请填写变更日期。"})
    what = forms.CharField(
        label="变更情况说明",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明变更的原因和过程",
        error_messages={"required": "请填写变更情况说明。"},
    )
    files = EvidenceFilesField(label="证明材料", most=MOST_FILES)
    legends: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = ()

    def __init__(
        self, *args: Any, filing: Filing, kind: str, change: ChangeReport | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.filing, self.change = filing, change
        self.fields["happened_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        self.fields["happened_on"].help_text = "实际发生变更的日期；名册自这一天起按变更后的内容记载"
        self.fields["files"].help_text = f"{EVIDENCE[kind]}；PDF、JPG或PNG，可以选多份"
        if change is not None:
            self.fields["files"].required = False
            self.fields["files"].help_text = f"已上传的保留，这里补充新的。{self.fields['files'].help_text}"

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Headings with their fields: what changes, then what every change says."""
        common = ("变更情况", ("happened_on", "what", "files"))
        return [
            (legend, [self[name] for name in names if name in self.fields]) for legend, names in (*self.legends, common)
        ]

    def clean_happened_on(self) -> date:
        day: date = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise ValidationError("变更日期不能晚于今天，请在变更发生后报告。")
        return day

    def wanted(self) -> dict[str, Any]:
        """What is to stand after the change, for the service."""
        own = {name for _, names in self.legends for name in names}
        return {name: value for name, value in self.cleaned_data.items() if name in own}


class NameForm(ReportForm):
    """New names."""

    space = forms.CharField(label="众创空间的新名称", max_length=60, required=False)
    operator = forms.CharField(label="运营机构的新名称", max_length=80, required=False)
    legends = (("变更后的名称", ("space", "operator")),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["space"].help_text = f"现在是“{self.filing.space.name}”，没有变更的留空"
        self.fields[
            "operator"
        ].help_text = f"现在是“{self.filing.operator.name}”，没有变更的留空；换了机构的，请选择“运营主体”变更"


class OperatorForm(ReportForm):
    """The code of the new operator."""

    uscc = forms.CharField(
        label="新运营机构的统一社会信用代码",
        max_length=18,
        help_text="新的运营机构须先在本系统注册，并通过区县确认",
        error_messages={"required": "请填写新运营机构的统一社会信用代码。"},
    )
    legends = (("变更后的运营机构", ("uscc",)),)

    def clean_uscc(self) -> str:
        return clean_uscc(self.cleaned_data["uscc"])


class AreaForm(ReportForm):
    """Other figures of a site, or that it is used no more."""

    site = forms.ModelChoiceField(
        label="场地",
        queryset=Site.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择场地。", "invalid_choice": "请从现有的场地中选择。"},
    )
    ended = forms.BooleanField(label="这处场地不再使用", required=False, help_text="勾选后不用填写面积和工位")
    total_area_m2 = forms.DecimalField(label="总面积", required=False, min_value=0, max_digits=10, decimal_places=2)
    service_area_m2 = forms.DecimalField(
        label="办公场地、工位和公共服务场地面积", required=False, min_value=0, max_digits=10, decimal_places=2
    )
    workstations = forms.IntegerField(label="创业工位", required=False, min_value=0, max_value=100_000)
    legends = (
        ("发生变化的场地", ("site", "ended")),
        ("变更后的面积和工位", ("total_area_m2", "service_area_m2", "workstations")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites_now(self.filing)  # type: ignore[attr-defined]  # a ModelChoiceField
        for name in FIGURE_LABELS:
            dress(self.fields[name], str(self.fields[name].label))
            self.fields[name].widget.attrs["data-unit"] = "个" if name == "workstations" else "㎡"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("ended"):
            return data
        for name in FIGURE_LABELS:
            if data.get(name) is None and name not in self.errors:
                self.add_error(name, f"请填写变更后的{self.fields[name].label}。")
        total, service = data.get("total_area_m2"), data.get("service_area_m2")
        if total is not None and service is not None and service > total:
            self.add_error("service_area_m2", f"不能超过总面积（{total}㎡），请核对。")
        return data

    def wanted(self) -> dict[str, Any]:
        wanted = super().wanted()
        return wanted | {"site": wanted["site"].pk}


class LocationForm(ReportForm, SiteForm):
    """The new site, and which it replaces."""

    replaces = RecordsField(
        label="被替换的场地",
        queryset=Site.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="搬迁后不再使用的场地；只是新增一处的不选",
        error_messages={"invalid_choice": "请从现有的场地中选择。"},
    )
    legends = (("被替换的场地", ("replaces",)), ("新场地的位置", ("address", "district")), *SiteForm.legends[1:4])

    class Meta:
        model = Site
        fields = SITE_COLUMNS

    def __init__(self, *args: Any, filing: Filing, **kwargs: Any) -> None:
        kwargs.setdefault("instance", Site(space=filing.space, district=filing.space.district))
        super().__init__(*args, filing=filing, **kwargs)
        self.fields["replaces"].empty_label = None  # type: ignore[attr-defined]  # boxes to tick have no empty choice
        self.fields["replaces"].queryset = sites_now(filing)  # type: ignore[attr-defined]  # a RecordsField
        self.fields["district"].help_text = "迁往其他区县的，变更备案后由新的区县管理"
        self.fields["district"].queryset = District.objects.order_by("position", "slug")  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        return super().wanted() | {"replaces": [site.pk for site in self.cleaned_data["replaces"]]}


class OtherForm(ReportForm):
    """What no register holds locked, in words."""

    text_before = forms.CharField(
        label="变更前",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写变更前的情况。"},
    )
    text_after = forms.CharField(
        label="变更后",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="团队、人员、导师、活动等名册可以随时更新，不用报告变更",
        error_messages={"required": "请填写变更后的情况。"},
    )
    legends = (("发生变化的备案条件", ("text_before", "text_after")),)


FORMS: dict[str, type[ReportForm]] = {
    Kind.NAME: NameForm,
    Kind.OPERATOR: OperatorForm,
    Kind.AREA: AreaForm,
    Kind.LOCATION: LocationForm,
    Kind.OTHER: OtherForm,
}


def sites_now(filing: Filing) -> QuerySet[Site]:
    """The sites that the space uses."""
    return Site.objects.filter(space=filing.space_id, valid_until__isnull=True).order_by("valid_from", "pk")


def initial_of(change: ChangeReport) -> dict[str, Any]:
    """What was reported, to be corrected."""
    before, after = change.before, change.after
    told = {"happened_on": change.happened_on, "what": change.what}
    if change.kind == Kind.NAME:
        return told | after
    if change.kind == Kind.OPERATOR:
        return told | {"uscc": after["uscc"]}
    if change.kind == Kind.AREA:
        figures = after.get("site", {})
        return told | {"site": before["site"]["id"], "ended": after.get("ended", False)} | figures
    if change.kind == Kind.LOCATION:
        return told | {"replaces": [str(site["id"]) for site in before["sites"]]} | after["site"]
    return told | {"text_before": before["text"], "text_after": after["text"]}
