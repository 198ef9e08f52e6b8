"""The district's two decisions and what their letters need. What must hold is in services.recommendation_guards."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from filings.models import Application
from filings.selectors.documents import number_in_use
from filings.selectors.verification import Sheet
from zzspace.fields import DayField, DocumentNumberField
from zzspace.wording import as_day


class LetterForm(forms.Form):
    """发文字号 and day of a letter of the district."""

    number = DocumentNumberField(help_text="按本机关公文系统的编号填写，例如郑高科函〔2026〕3号")
    issued_on = DayField(label="成文日期", error_messages={"required": "请填写成文日期。"})

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application = application
        self.fields["issued_on"].initial = timezone.localdate()

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if taken := number_in_use(self.application.district.bureau, number):
            raise ValidationError(taken)
        return number

    def clean_issued_on(self) -> date:
        day: date = self.cleaned_data["issued_on"]
        first = as_day(self.application.submitted_at)
        if not first <= day <= timezone.localdate():
            raise ValidationError(f"成文日期应在提交之日（{first}）至今天之间。")
        return day


class RecommendForm(LetterForm):
    """推荐: the written opinion, number and day of the 推荐函."""

    opinion = forms.CharField(
        label="推荐意见",
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        help_text="写入推荐函和预审意见表",
        error_messages={"required": "请填写推荐意见。"},
    )
    field_order = ("opinion", "number", "issued_on")


class DeclineForm(LetterForm):
    """不予推荐: the checks not reached, other grounds with their clause, number and day of the notice."""

    failing = forms.MultipleChoiceField(
        label="不符合的条件",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="勾选的条件连同计算过程写入通知书",
    )
    clause = forms.ChoiceField(label="其他理由依据的条款", required=False)
    reason = forms.CharField(
        label="其他理由",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        help_text="没有在上面列出的理由，写明事实，并选择依据的条款",
    )
    field_order = ("failing", "clause", "reason", "number", "issued_on")

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.fields["failing"].choices = [
            (item.id, f"{item.clause.text}　{item.label}：{item.result.explanation}")
            for item in sheet.failing
            if item.result
        ]
        clauses = {group.clause.text: f"{group.clause.text}　{group.clause.title}" for group in sheet.groups()}
        self.fields["clause"].choices = [("", "请选择条款"), *clauses.items(), ("第八条", "第八条　申报材料真实性")]
        if not sheet.failing:
            del self.fields["failing"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        clause, reason = data.get("clause", ""), data.get("reason", "").strip()
        if reason and not clause:
            self.add_error("clause", "请选择这条理由依据的条款。")
        if clause and not reason:
            self.add_error("reason", "请写明依据这一条款的理由。")
        if not (data.get("failing") or clause or reason):
            self.add_error(None, "请至少写明一条不予推荐的理由，并引用所依据的条款。")
        return data

    def grounds(self) -> list[dict[str, str]]:
        """What the notice cites: {clause, text}."""
        chosen = [self.sheet.item(item) for item in self.cleaned_data.get("failing", ())]
        found = [
            {"clause": item.clause.text, "text": f"{item.label}：{item.result.explanation}。"}
            for item in chosen
            if item.result
        ]
        clause, reason = self.cleaned_data["clause"], self.cleaned_data["reason"].strip()
        return [*found, {"clause": clause, "text": reason}] if clause else found
