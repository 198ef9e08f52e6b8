"""Forms of a district's own measures. Shape only."""

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from filings.forms.fields import EvidenceField
from filings.selectors.measures import OWN_THRESHOLDS
from filings.services.measures import MeasureText
from zzspace.fields import DayField, DocumentNumberField

LARGEST: Final = 9_999_999
NUMBER = {
    "invalid": "请填写整数。",
    "min_value": "不能小于0，请重新填写。",
    "max_value": "数字太大，请核对后重新填写。",
}


class MeasureForm(forms.Form):
    """The document with its days, and the district's own figure beside each of the city's; what is left empty has none."""

    title = forms.CharField(
        label="标题",
        max_length=100,
        help_text="与文件一致，如××区众创空间管理办法",
        error_messages={"required": "请填写标题。"},
    )
    number = DocumentNumberField(required=False, help_text="没有发文字号的留空")
    effective_from = DayField(label="施行日期", error_messages={"required": "请填写施行日期。"})
    effective_until = DayField(label="有效期至", required=False, help_text="含当日；文件没有写明的留空")
    file = EvidenceField(
        label="文件", help_text="PDF，公开供下载", widget=forms.ClearableFileInput(attrs={"accept": ".pdf"})
    )
    note = forms.CharField(
        label="说明",
        max_length=300,
        required=False,
        help_text="如适用范围、用于区级认定或奖补",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    TEXT = ("title", "number", "effective_from", "effective_until", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, threshold in OWN_THRESHOLDS.items():
            value = forms.IntegerField(
                label=f"{threshold.meaning}（{threshold.unit}）",
                required=False,
                min_value=0,
                max_value=LARGEST,
                error_messages=NUMBER,
            )
            note = forms.CharField(label=f"{threshold.meaning}的说明", required=False, max_length=100)
            for field in (value, note):
                field.widget.attrs["class"] = "form-control"
            self.fields[value_name(key)], self.fields[note_name(key)] = value, note

    @property
    def head(self) -> list[forms.BoundField]:
        """What the document says of itself."""
        return [self[name] for name in ("title", "number", "effective_from", "effective_until", "file", "note")]

    def rows(self) -> Iterator[tuple[Any, forms.BoundField, forms.BoundField]]:
        """The city's thresholds, each with the two fields beside it."""
        for key, threshold in OWN_THRESHOLDS.items():
            yield threshold, self[value_name(key)], self[note_name(key)]

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        file.seek(0)
        if not file.read(5).startswith(b"%PDF-"):
            raise ValidationError("请上传PDF文件。")
        file.seek(0)
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("effective_from"), data.get("effective_until")
        if first and last and last < first:
            self.add_error("effective_until", "有效期不能早于施行日期，请核对。")
        for key in OWN_THRESHOLDS:
            if data.get(note_name(key)) and data.get(value_name(key)) is None and value_name(key) not in self.errors:
                self.add_error(value_name(key), "填写了说明的，请填写数值。")
        return data

    def text(self) -> MeasureText:
        """For the service."""
        return MeasureText(**{name: self.cleaned_data[name] for name in self.TEXT})

    def figures(self) -> dict[str, tuple[int, str]]:
        """Threshold → value and note, those that were filled in."""
        data = self.cleaned_data
        return {
            key: (data[value_name(key)], data[note_name(key)])
            for key in OWN_THRESHOLDS
            if data.get(value_name(key)) is not None
        }


def value_name(key: str) -> str:
    """The field of a threshold's value."""
    return f"value_{key}"


def note_name(key: str) -> str:
    """The field of its note."""
    return f"note_{key}"


class EndMeasureForm(forms.Form):
    """The last day."""

    until = DayField(
        label="有效期至", help_text="含当日，过后不再显示", error_messages={"required": "请填写最后一日。"}
    )


class ReasonForm(forms.Form):
    """Why something is taken off the public pages."""

    reason = forms.CharField(
        label="撤下原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写撤下的原因。"},
    )
