"""Forms of a year's evaluation: setting up, experts, days, reasons, corrections, what operators and experts write."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from evaluation.forms.score_sheet import MarkField
from evaluation.models import Campaign, EvaluationScheme
from evaluation.models.statistics import FIRST_YEAR
from evaluation.scoring.schemes import Indicator
from evaluation.scoring.sheets import plain
from evaluation.selectors.campaigns.markers import Marker
from evaluation.services.campaigns.marking import Given
from filings.models import User
from filings.storing import check_upload
from zzspace.fields import DayField, RecordsField

MOST_REASON = 500


def reason_field(label: str, help_text: str = "", most: int = MOST_REASON, *, required: bool = True) -> forms.CharField:
    """A reason, which stays on record."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=most,
        required=required,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": f"请填写{label}。", "max_length": f"{label}最多{most}字，请删减。"},
    )


class ReasonForm(forms.Form):
    """A reason alone; `most` is what the column that keeps it holds."""

    def __init__(
        self, *args: Any, label: str = "理由", help_text: str = "", most: int = MOST_REASON, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = reason_field(label, help_text, most)


class TakingPartForm(ReasonForm):
    """A reason, and what the page said would be done: one that was open while another decided changes nothing."""

    takes_part = forms.TypedChoiceField(
        choices=[("yes", "列入"), ("no", "移出")], coerce=lambda value: value == "yes", widget=forms.HiddenInput
    )


class CampaignForm(forms.Form):
    """The scheme and the days of a campaign."""

    scheme = forms.ModelChoiceField(
        EvaluationScheme.objects.order_by("is_example", "code", "-version"), label="考核评价方案", empty_label="请选择"
    )
    filed_until = DayField(label="参评备案截止日", help_text="当日及以前备案的参加评价；一般为考核年度6月30日")
    self_due_on = DayField(label="自评截止日", help_text="含当日")
    marks_due_on = DayField(label="专家评分截止日", help_text="含当日，不早于自评截止日")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self_due, marks_due = cleaned.get("self_due_on"), cleaned.get("marks_due_on")
        if self_due and marks_due and marks_due < self_due:
            self.add_error("marks_due_on", "专家评分截止日不能早于自评截止日。")
        return cleaned


class NewCampaignForm(CampaignForm):
    """A year with them."""

    field_order = ("year", "scheme", "filed_until", "self_due_on", "marks_due_on")
    year = forms.TypedChoiceField(
        label="考核年度", coerce=int, error_messages={"invalid_choice": "这个年度已经设立考核评价，或不在可选范围内。"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = set(Campaign.objects.values_list("year", flat=True))
        last = timezone.localdate().year - 1
        self.fields["year"].choices = [
            (year, f"{year}年度") for year in range(last, FIRST_YEAR - 1, -1) if year not in taken
        ]


class MarkersForm(forms.Form):
    """Experts for all makerspaces that take part, or those of one kind."""

    KINDS = (("", "全部"), ("comprehensive", "综合性"), ("professional", "专业化"))
    kind = forms.ChoiceField(label="众创空间", choices=KINDS, required=False)
    experts = RecordsField(
        User.objects.none(),
        label="评审专家",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请至少选择一位专家。",
            "invalid_choice": "所选的专家不在名单中，请刷新页面后重新选择。",
            "invalid_list": "请重新选择专家。",
        },
    )

    namesakes = forms.BooleanField(
        label="提示同名的，已核实不是同一人，仍然分配",
        required=False,
        help_text="不勾选的，与导师、服务人员、机构联系人或法定代表人同名的专家也回避",
    )

    def __init__(self, *args: Any, markers: Sequence[Marker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        experts = self.fields["experts"]
        labels = {marker.expert.pk: marker.label for marker in markers}
        experts.queryset = User.objects.filter(pk__in=labels).order_by("full_name", "pk")
        experts.label_from_instance = lambda expert: labels[expert.pk]


class ReleaseForm(forms.Form):
    """Which expert is taken off all makerspaces, and why."""

    expert = forms.ModelChoiceField(
        User.objects.none(),
        label="评审专家",
        empty_label="请选择",
        error_messages={
            "required": "请选择要撤换的专家。",
            "invalid_choice": "所选的专家现在没有评分任务，请刷新页面后重新选择。",
        },
    )
    reason = reason_field("撤换原因", "专家将看到全文", 200)

    def __init__(self, *args: Any, markers: Sequence[tuple[User, int, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {expert.pk: f"{expert}：{n}家，已提交{done}家" for expert, n, done in markers}
        field = self.fields["expert"]
        field.queryset = User.objects.filter(pk__in=labels).order_by("full_name", "pk")
        field.label_from_instance = lambda expert: labels[expert.pk]


class AnnounceForm(forms.Form):
    """Until when a review may be asked for."""

    review_due_on = DayField(label="申请复核截止日", help_text="含当日，不少于5个工作日")


class ForceForm(forms.Form):
    """A grade whatever the marks, or none."""

    clause = forms.CharField(
        label="依据", max_length=40, required=False, help_text="如“第八条”；撤销直接定级的，两项都留空"
    )
    reason = reason_field("原因", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("clause")) != bool(cleaned.get("reason")) and not self.errors:
            self.add_error("reason" if cleaned.get("clause") else "clause", "请同时填写依据和原因。")
        return cleaned


def marks_help(each: Indicator, now: Decimal | None) -> str:
    """What stands, and that a blank leaves it so."""
    stands = "" if now is None else f"，现在得{now}分"
    return f"满分{plain(each.full)}分{stands}；不调整的留空"


class MarksForm(forms.Form):
    """Marks that the city sets in place of the experts', each blank where it stays; `now` are those that stand."""

    def __init__(
        self, *args: Any, indicators: Iterable[Indicator], now: Mapping[str, Decimal] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = tuple(indicators)
        for each in self.indicators:
            self.fields[f"mark_{each.code}"] = forms.DecimalField(
                label=f"{each.code} {each.name}调整后得分",
                min_value=0,
                max_value=each.full,
                decimal_places=2,
                max_digits=5,
                required=False,
                help_text=marks_help(each, (now or {}).get(each.code)),
            )
        self.order_fields(["upheld", *(f"mark_{each.code}" for each in self.indicators), "reply", "reason"])

    def marks(self) -> dict[str, Decimal]:
        """Those that were given."""
        given = {each.code: self.cleaned_data[f"mark_{each.code}"] for each in self.indicators}
        return {code: marks for code, marks in given.items() if marks is not None}


class CorrectForm(MarksForm):
    """A correction with its reason; `version` is the one that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=32767)

    clause = forms.CharField(label="直接定为不合格的依据", max_length=40, required=False)
    forced_reason = reason_field("直接定为不合格的原因", required=False)
    reason = reason_field("更正理由", "运营机构将看到全文")


class ReplyToRequestForm(MarksForm):
    """The answer to a request for review."""

    upheld = forms.TypedChoiceField(
        label="复核结果",
        choices=[("yes", "调整结果"), ("no", "维持初评结果")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择复核结果。", "invalid_choice": "请从列出的两项中选择。"},
    )
    reply = reason_field("复核意见", "运营机构将看到全文", 400)


class PracticeForm(forms.Form):
    """How good practice is told."""

    title = forms.CharField(label="标题", max_length=80)
    text = reason_field("经验做法", "公布结果后在公众页面公开，不要写入个人信息", 3000)


class StatementsForm(forms.Form):
    """The operator's statements, one for each indicator that experts mark."""

    def __init__(self, *args: Any, indicators: Iterable[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in indicators:
            self.fields[each.code] = forms.CharField(
                label=f"{each.code} {each.name}（{plain(each.full)}分）",
                help_text=getattr(each.scale, "guidance", ""),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 6}),
                error_messages={"max_length": "最多2000字，请删减。"},
            )


class ProofForm(forms.Form):
    """A file that proves a statement."""

    indicator = forms.ChoiceField(label="指标")
    upload = forms.FileField(
        label="证明材料",
        max_length=160,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={
            "required": "请选择要上传的文件。",
            "empty": "这个文件是空的，请重新选择。",
            "max_length": "文件名太长，请改短后上传。",
        },
    )

    def __init__(self, *args: Any, indicators: Iterable[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [(each.code, f"{each.code} {each.name}") for each in indicators]

    def clean_upload(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["upload"]
        check_upload(upload)
        return upload


class ExpertMarksForm(forms.Form):
    """An expert's marks and comments; nothing has a default, and nothing is required while it is a draft."""

    def __init__(self, *args: Any, indicators: Iterable[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = tuple(indicators)
        for each in self.indicators:
            self.fields[f"mark_{each.code}"] = MarkField(
                f"{each.code} {each.name}", each.full, help_text=f"满分{plain(each.full)}分，按0.5分计"
            )
            self.fields[f"comment_{each.code}"] = forms.CharField(
                label=f"{each.name}评语",
                required=False,
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"max_length": "评语最多500字，请删减。"},
            )

    def given(self) -> dict[str, Given]:
        """Marks and comments by indicator; what cannot be read is named, so that saving keeps what stood there."""
        return {each.code: self.given_for(each.code) for each in self.indicators}

    def given_for(self, code: str) -> Given:
        """What was typed for one indicator."""
        taken, names = self.cleaned_data, {"marks": f"mark_{code}", "comment": f"comment_{code}"}
        unread = frozenset(part for part, name in names.items() if name not in taken)
        return Given(taken.get(names["marks"]), taken.get(names["comment"], ""), unread)
