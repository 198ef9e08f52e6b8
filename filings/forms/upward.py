"""Forms of recommendation upward: filters, the letter, results, why a result is corrected. Shape only."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from filings.documents.decisions import BUREAU
from filings.forms.fields import EvidenceField
from filings.forms.fraud import long_text
from filings.models import District, Level, Space, UpwardLetter, UpwardRecommendation
from filings.models.upward import UPWARD_LEVELS
from filings.selectors.documents import number_in_use
from filings.selectors.upward import MOST_TOGETHER, STANDINGS, VERSION_OF, Filters
from filings.workflow_upward import UpwardState
from zzspace.fields import DayField, DocumentNumberField

LONGEST: Final = 80
PROVINCIAL: Final = "河南省科学技术厅"
FIRST_YEAR: Final = 2010
RESULTS: Final = (
    ("", "暂不登记"),
    (UpwardState.GRANTED.value, "获批"),
    (UpwardState.REFUSED.value, "未获批"),
)


class UpwardFilterForm(forms.Form):
    """Level, words, district, kind, how much lacks."""

    level = forms.ChoiceField(choices=UPWARD_LEVELS, required=False, widget=forms.HiddenInput)
    q = forms.CharField(
        label="众创空间、运营机构或信用代码",
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"placeholder": "众创空间、运营机构或信用代码"}),
    )
    district = forms.ModelChoiceField(
        label="区县", required=False, queryset=District.objects.all(), empty_label="区县：全部"
    )
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "类型：全部"), *Space.Kind.choices])
    standing = forms.ChoiceField(label="条件", required=False, choices=[("", "条件：全部"), *STANDINGS])

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query)
        self.is_valid()
        if VERSION_OF[self.wanted].is_empty:  # nothing can be said of its conditions
            del self.fields["standing"]

    @property
    def wanted(self) -> str:
        """The level asked for, the nation's where none is."""
        return self.cleaned_data.get("level") or Level.NATION.value

    def filters(self) -> Filters:
        """What was chosen; what is not known is left out."""
        data = self.cleaned_data
        district = data.get("district")
        return Filters(
            words=data.get("q", "").replace("\x00", "").strip(),
            district=district.pk if district else "",
            kind=data.get("kind", ""),
            standing=data.get("standing", "") if "standing" in self.fields else "",
        )


class LettersFilterForm(forms.Form):
    """Level and year."""

    level = forms.ChoiceField(label="层级", required=False, choices=[("", "层级：全部"), *UPWARD_LEVELS])
    year = forms.IntegerField(label="年度", required=False, min_value=FIRST_YEAR, max_value=2199)

    def filters(self) -> dict[str, Any]:
        """What was chosen; what is not known is left out."""
        self.is_valid()
        return {"level": self.cleaned_data.get("level", ""), "year": self.cleaned_data.get("year")}


class UpwardLetterForm(forms.Form):
    """Filings ticked; year, batch, addressee, number, day and text of the letter; why who lacks something is recommended."""

    ids = forms.MultipleChoiceField(
        label="众创空间",
        error_messages={
            "required": "请至少选择一家众创空间。",
            "invalid_choice": "所选众创空间已不在册，请核对后重新选择。",
        },
    )
    year = forms.IntegerField(
        label="年度", min_value=FIRST_YEAR, max_value=2199, error_messages={"required": "请填写年度。"}
    )
    batch = forms.CharField(
        label="批次",
        max_length=20,
        initial="第一批",
        help_text="按上级通知填写，例如第一批",
        error_messages={"required": "请填写批次。"},
    )
    addressee = forms.CharField(
        label="主送机关", max_length=60, initial=PROVINCIAL, error_messages={"required": "请填写主送机关。"}
    )
    number = DocumentNumberField()
    issued_on = DayField(label="成文日期", error_messages={"required": "请填写成文日期。"})
    text = long_text("推荐意见", "请填写推荐意见。", most=2000, help_text="写入推荐函，对所选各家适用")
    explanation = forms.CharField(
        label="推荐说明",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="所选众创空间有未达到或者需人工核实的条件的，请说明为什么推荐；写入推荐名单",
    )

    def __init__(self, *args: Any, candidates: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        self.fields["ids"].choices = [(str(each.pk), str(each.space)) for each in candidates]
        today = timezone.localdate()
        self.fields["year"].initial, self.fields["issued_on"].initial = today.year, today

    def lines(self) -> list[tuple[Any, bool]]:
        """The candidates, and whether each is ticked."""
        ticked = {str(key) for key in self["ids"].value() or ()}
        return [(each, str(each.pk) in ticked) for each in self.candidates]

    def clean_ids(self) -> list[int]:
        ids: list[str] = self.cleaned_data["ids"]
        if len(ids) > MOST_TOGETHER:
            raise ValidationError(f"一份推荐函最多推荐{MOST_TOGETHER}家，请分批办理。")
        return [int(key) for key in ids]

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if taken := number_in_use(BUREAU, number):
            raise ValidationError(taken)
        return number

    def clean_issued_on(self) -> date:
        day: date = self.cleaned_data["issued_on"]
        if day > timezone.localdate():
            raise ValidationError("成文日期不能晚于今天。")
        return day


class ResultsForm(forms.Form):
    """The results that one notice tells: for each filing of the letter, number, day, note, the notice itself. One that was told
    meanwhile is still read, so that its service can answer.
    """

    number = DocumentNumberField(label="结果文号", required=False, help_text="上级通知的文号；有获批的必填")
    on = DayField(label="结果日期", error_messages={"required": "请填写结果日期。"})
    note = forms.CharField(label="说明", required=False, max_length=200)
    upload = EvidenceField(label="结果文件", required=False)

    def __init__(
        self, *args: Any, letter: UpwardLetter, members: Sequence[UpwardRecommendation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.letter, self.members = letter, members
        for each in members:
            self.fields[name_of(each)] = forms.ChoiceField(
                label=f"{each.filing.space}的结果", required=False, choices=RESULTS, widget=forms.RadioSelect
            )
            self.fields[name_of(each)].initial = ""

    def lines(self) -> list[tuple[UpwardRecommendation, forms.BoundField]]:
        """The filings that wait, each with its control, and whatever else was chosen."""
        offered = ((each, self[name_of(each)]) for each in self.members)
        return [(each, field) for each, field in offered if each.state == UpwardState.RECOMMENDED or field.value()]

    def results(self) -> dict[int, str]:
        """What was chosen, by recommendation."""
        return {each.pk: chosen for each in self.members if (chosen := self.cleaned_data.get(name_of(each)))}

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if not self.letter.issued_on <= day <= timezone.localdate():
            raise ValidationError(f"结果日期应在推荐函成文之日（{self.letter.issued_on}）至今天之间。")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        results = self.results()
        if not results:
            raise ValidationError("请至少选择一家的结果：获批或未获批。")
        if UpwardState.GRANTED in results.values() and "number" not in self.errors and not data.get("number"):
            self.add_error("number", "请填写获批文件的文号。")
        return data


def name_of(record: UpwardRecommendation) -> str:
    return f"result-{record.pk}"


class ReopenForm(forms.Form):
    """Why a result is corrected."""

    reason = long_text("更正原因", "请填写更正原因。", most=500)
