"""Form fields that know no model: days, numbers of documents, choices among records, sheets."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from zzspace.sheets.reading import MOST_BYTES

NUMBER_BRACKETS = str.maketrans("[]【】()（）［］", "〔〕〔〕〔〕〔〕〔〕")
DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,16}〔20\d{2}〕[1-9]\d{0,4}号")
LEAST_FACTS = 20
EARLIEST, LATEST = date(1950, 1, 1), date(2199, 12, 31)


def check_year(day: date) -> None:
    """Years that nobody means are slips of the keyboard: 0206-03-05, 9999-12-31."""
    if not EARLIEST.year <= day.year <= LATEST.year:
        raise ValidationError("请核对年份，按四位数填写，如2026-03-05。")


class DayField(forms.DateField):
    """A day from the browser's own picker."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": "请填写完整的日期，如2026-03-05。"}
    default_validators = [check_year]


class DocumentNumberField(forms.CharField):
    """发文字号 as the office system gave it, 郑科〔2026〕12号; other brackets are read as 〔〕 (GB/T 9704)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "发文字号")
        kwargs.setdefault("help_text", "按公文系统编号填写，例如郑科〔2026〕12号")
        kwargs["error_messages"] = {"required": "请填写发文字号。"} | kwargs.get("error_messages", {})
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> str:
        number = super().clean(value)
        number = "".join(str(number).split()).translate(NUMBER_BRACKETS)
        if number and not DOCUMENT_NUMBER.fullmatch(number):
            raise forms.ValidationError("请按“机关代字〔年份〕序号号”填写，例如郑科〔2026〕12号，序号前不加0和“第”。")
        return number


class FactsField(forms.CharField):
    """查明的事实 as a notice and a decision state them: several paragraphs, not a word or two."""

    default_error_messages = {"required": "请写明查明的事实。"}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "查明的事实")
        kwargs.setdefault("help_text", f"写明时间、行为、认定机关和文书，写入事先告知书和决定书；不少于{LEAST_FACTS}字")
        super().__init__(max_length=3000, widget=forms.Textarea(attrs={"rows": 7}), **kwargs)

    def clean(self, value: Any) -> str:
        facts = str(super().clean(value)).strip()
        if facts and len(facts) < LEAST_FACTS:
            raise ValidationError(f"请把事实写具体，至少{LEAST_FACTS}字。")
        return facts


class RecordsField(forms.ModelMultipleChoiceField):
    """Several records; what is no key of one of them is refused before the database is asked, which holds no such number."""

    def clean(self, value: Any) -> Any:
        known = {str(record.pk) for record in self.queryset or ()}
        if value and not set(value) <= known:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class SheetField(forms.FileField):
    """A workbook or CSV, bounded here; what it holds is asked of zzspace.sheets."""

    default_error_messages = {
        "required": "请选择要导入的文件。",
        "empty": "这个文件是空的，请重新选择。",
        "invalid": "没有收到文件，请重新选择后提交。",
        "max_length": "文件名太长，请改短后上传。",
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 160)
        kwargs.setdefault("widget", forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if upload and upload.size > MOST_BYTES:
            raise ValidationError(f"文件超过{MOST_BYTES // 1024 // 1024}MB，请分成几个文件上传。")
        return upload
