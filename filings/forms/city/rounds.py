"""The form of a round. What stands since someone applied is shown, closed, with the reason."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from filings.models import Round, Space
from filings.selectors.rounds import LOCKED_ONCE_USED, is_used
from zzspace.fields import check_year

LOCKED_REASON = "已有申请按此提交，不能再修改。"
MOMENT = "%Y-%m-%dT%H:%M"
LONGEST_LINE = 300
DAYS = {"notice_working_days": (0, 60), "recommend_days": (1, 250), "decide_days": (1, 250)}
"""The least and the most working days that a round may give."""


class MomentField(forms.DateTimeField):
    """An instant in Zhengzhou's time, to the minute."""

    default_validators = [check_year]

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"})
        messages = {"required": "请填写日期和时间。", "invalid": "请按“年-月-日 时:分”填写。"}
        super().__init__(widget=widget, error_messages=messages, **kwargs)


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """`max_length` bounds a line, not the whole text."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        if isinstance(value, list):
            return value
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def run_validators(self, value: list[str]) -> None:
        """Each line by itself."""
        for line in value:
            super().run_validators(line)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(data) != (initial or [])


class RoundForm(forms.ModelForm):
    """Create or edit a round."""

    kinds = forms.MultipleChoiceField(
        label="受理类型",
        choices=Space.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一种受理类型。"},
    )
    opens_at = MomentField(label="开始时间")
    closes_at = MomentField(label="截止时间", help_text="截止的这一刻仍可提交")
    declarations = LinesField(
        label="须作出的声明",
        required=False,
        max_length=LONGEST_LINE,
        help_text="一行一条，申报机构提交时逐条确认；申报材料真实性声明由系统自带",
        error_messages={"max_length": f"每条最多{LONGEST_LINE}字，请缩短或分成几条。"},
    )

    class Meta:
        model = Round
        fields = (
            "title",
            "kinds",
            "opens_at",
            "closes_at",
            "legal_basis",
            "guidance",
            "declarations",
            "site_visit_required",
            "notice_working_days",
            "recommend_days",
            "decide_days",
        )
        widgets = {
            "legal_basis": forms.Textarea(attrs={"rows": 2}),
            "guidance": forms.Textarea(attrs={"rows": 4}),
            **{
                name: forms.NumberInput(attrs={"data-unit": "个工作日", "min": least, "max": most})
                for name, (least, most) in DAYS.items()
            },
        }
        help_texts = {
            "title": "例如2026年第一批",
            "guidance": "在批次页面向公众公布，可以留空",
            "notice_working_days": "发布公示的当日不计；填0的，公示当即结束",
        }
        error_messages = {
            "title": {"required": "请填写批次名称。", "unique": "已有同名的批次，请改用其他名称。"},
            "legal_basis": {"required": "请填写依据。"},
        }
        labels = {"site_visit_required": "推荐前须实地核查"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (least, most) in DAYS.items():
            message = f"请填写{least}至{most}个工作日。"
            self.fields[name].validators = [MinValueValidator(least, message), MaxValueValidator(most, message)]
        self.is_used = bool(self.instance.pk) and is_used(self.instance)
        if self.is_used:
            for name in LOCKED_ONCE_USED:
                self.fields[name].disabled = True
                self.fields[name].help_text = LOCKED_REASON
            self.fields["closes_at"].help_text = "已有申请提交，只能延后"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens_at, closes_at = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", "截止时间应晚于开始时间。")
        elif self.is_used and closes_at and closes_at < self.instance.closes_at:
            self.add_error("closes_at", "本批次已有申请提交，截止时间只能延后。")
        return cleaned

    def _post_clean(self) -> None:
        """Leave the instance as it is: the service compares it with what was typed and writes. Uniqueness is asked here."""
        title = self.cleaned_data.get("title")
        if title and Round.objects.filter(title=title).exclude(pk=self.instance.pk).exists():
            self.add_error("title", "已有同名的批次，请改用其他名称。")
