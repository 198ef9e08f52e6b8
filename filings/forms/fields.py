"""Form fields that several forms share."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from filings.storing import check_upload


class EvidenceField(forms.FileField):
    """A PDF, JPEG or PNG, sniffed and bounded; what is not taken is said in Chinese at the field."""

    def __init__(self, **kwargs: Any) -> None:
        limit = settings.UPLOAD_MAX_BYTES // 1048576
        kwargs.setdefault("help_text", f"PDF、JPG或PNG，不超过{limit} MB")
        kwargs["error_messages"] = {
            "required": "请选择要上传的文件。",
            "empty": "这个文件是空的，请重新选择。",
            "invalid": "没有收到文件，请重新选择后提交。",
            "max_length": "文件名太长，请改短后上传。",
        } | kwargs.get("error_messages", {})
        kwargs.setdefault("max_length", 160)
        kwargs.setdefault("widget", forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if isinstance(upload, UploadedFile):
            check_upload(upload)
        return upload


class SeveralFilesInput(forms.ClearableFileInput):
    """A file control that takes several at once."""

    allow_multiple_selected = True


class EvidenceFilesField(EvidenceField):
    """Several of these at once, each checked here; gives a list, empty where none was chosen."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        kwargs.setdefault("widget", SeveralFilesInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}))
        super().__init__(**kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = list(data) if isinstance(data, list | tuple) else [data]
        if len(given) > self.most:
            raise forms.ValidationError(f"一次最多上传{self.most}份，请合并成一份PDF后上传。")
        return [
            file for file in (super(EvidenceFilesField, self).clean(each, initial) for each in given or [None]) if file
        ]


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or not said yet (None): for declarations that must not default to no."""

    def __init__(self, **kwargs: Any) -> None:
        options: dict[str, Any] = {
            "choices": ((True, "是"), (False, "否")),
            "coerce": lambda value: value == "True",
            "empty_value": None,
            "required": False,
            "widget": forms.RadioSelect,
        }
        super().__init__(**options | kwargs)


NUMBER_PARTS = re.compile(r"(?P<before>.{1,16}〔20\d{2}〕)(?P<serial>[1-9]\d{0,4})号")
"""A 发文字号 taken apart, so that the next can be counted on."""
