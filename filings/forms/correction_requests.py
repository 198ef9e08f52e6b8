"""Forms of a correction round: sending back, giving more time, saying that an item is done; and of the review of a decline."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone

from filings.rules.periods import add_working_days
from filings.selectors.correction_targets import TargetGroup, by_key
from filings.selectors.documents import number_in_use
from filings.services.correction_guards import LATEST_DAYS, ItemGiven
from zzspace.fields import DayField, DocumentNumberField
from zzspace.wording import date_zh

USUAL_DAYS = 10
"""Working days given for a correction unless the office says otherwise."""
MOST_ITEMS = 40
BLANK_ROWS = 3


def clean_due_day(due_on: date, *, after: date) -> date:
    """A day after another and not absurdly far."""
    latest = add_working_days(timezone.localdate(), LATEST_DAYS)
    if due_on <= after:
        raise forms.ValidationError(f"补正期限应晚于{date_zh(after)}。")
    if due_on > latest:
        raise forms.ValidationError(f"补正期限最长{LATEST_DAYS}个工作日，不晚于{date_zh(latest)}。")
    return due_on


class ReturnForm(forms.Form):
    """Number of the notice, which its issuer has not used, and the last day."""

    number = DocumentNumberField()
    due_on = DayField(
        label="补正期限",
        help_text=f"一般{USUAL_DAYS}个工作日，当日有效；以后可以延长",
        error_messages={"required": "请填写补正期限。"},
    )

    def __init__(self, *args: Any, issuer: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issuer = issuer

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if taken := number_in_use(self.issuer, number):
            raise forms.ValidationError(taken)
        return number

    def clean_due_on(self) -> date:
        return clean_due_day(self.cleaned_data["due_on"], after=timezone.localdate())


def usual_due_day(today: date) -> date:
    """Ten working days from a day on."""
    return add_working_days(today, USUAL_DAYS)


class ItemForm(forms.Form):
    """One thing to be corrected; a further row may be left empty, but not half of it."""

    target = forms.ChoiceField(label="补正对象", error_messages={"required": "请选择补正的部分、条件或材料。"})
    what = forms.CharField(
        label="需要补正什么",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写明问题和要求，例如：未标注公共服务场地面积，请上传带面积标注的平面图",
        error_messages={"required": "请写明需要补正什么。"},
    )
    why_later = forms.CharField(
        label="上次没有提出的原因",
        max_length=300,
        help_text="补正应当一次性告知；再次退回的逐项说明，例如：本项由上次补正的内容引起",
        error_messages={"required": "请写明上次没有提出的原因。"},
    )

    def __init__(self, *args: Any, groups: Sequence[TargetGroup], is_later: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [
            ("", "请选择"),
            *((group.title, [(target.key, target.words) for target in group.targets]) for group in groups),
        ]
        if not is_later:
            del self.fields["why_later"]
        for field in self.fields.values():
            field.required = not self.empty_permitted

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        filled = [name for name in self.fields if cleaned.get(name)]
        if filled:
            for name in self.fields:
                if name not in filled and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned


class BaseItemFormSet(BaseFormSet):
    """The items of a round, at least one, each target once."""

    default_error_messages = {
        "too_few_forms": "请至少列出一项需要补正的内容。",
        "too_many_forms": f"补正事项最多{MOST_ITEMS}项，请按部分合并。",
        "missing_management_form": "页面数据不完整，请刷新后重新填写。",
    }

    def initial_form_count(self) -> int:
        """Rows that stood there already may be emptied like any other."""
        return 0 if self.is_bound else super().initial_form_count()

    def typed(self) -> list[dict[str, str]]:
        """What stands in the rows as sent, checked or not."""
        names = ("target", "what", "why_later")
        rows = [{name: self.data.get(form.add_prefix(name), "") for name in names} for form in self.forms]
        return [row for row in rows if any(row.values())]

    def filled(self) -> list[dict[str, Any]]:
        """The rows that were filled in."""
        return [form.cleaned_data for form in self.forms if form.cleaned_data.get("target")]

    def clean(self) -> None:
        if any(self.errors):
            return
        named = [row["target"] for row in self.filled()]
        if len(set(named)) < len(named):
            raise forms.ValidationError("同一内容只列一项，请合并补正要求。")

    def items(self, groups: Sequence[TargetGroup]) -> list[ItemGiven]:
        """What the service takes."""
        targets = by_key(groups)
        return [ItemGiven(targets[row["target"]], row["what"], row.get("why_later", "")) for row in self.filled()]


ItemFormSet = formset_factory(
    ItemForm,
    formset=BaseItemFormSet,
    extra=BLANK_ROWS,
    min_num=1,
    max_num=MOST_ITEMS,
    validate_min=True,
    validate_max=True,
)


class ExtendForm(forms.Form):
    """More time for a correction, with the reason."""

    due_on = DayField(label="延长至", error_messages={"required": "请填写新的补正期限。"})
    reason = forms.CharField(
        label="延期理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写延期的理由。"},
    )

    def __init__(self, *args: Any, before: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = before
        self.fields["due_on"].help_text = f"现在的期限是{date_zh(before)}"

    def clean_due_on(self) -> date:
        return clean_due_day(self.cleaned_data["due_on"], after=max(self.before, timezone.localdate()))


class SettleForm(forms.Form):
    """A word on how an item was corrected."""

    reply = forms.CharField(
        label="补正说明",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="改了什么、在哪里；没有改动的必填，写明理由",
    )


class DeclineReviewForm(forms.Form):
    """Why the district's refusal should be reviewed."""

    reason = forms.CharField(
        label="复核理由",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="对照不予推荐的理由逐条说明，写明事实和依据",
        error_messages={"required": "请写明申请复核的理由。"},
    )


class ReviewAnswerForm(forms.Form):
    """The city's answer to a request for review."""

    reason = forms.CharField(
        label="复核意见",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写明对各条理由的认定，运营机构和区县都能看到",
        error_messages={"required": "请写明复核的理由。"},
    )
