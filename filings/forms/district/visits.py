"""The record of a visit to the site: day, two officials, what was found, photographs."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from filings.forms.fields import EvidenceField
from filings.models import Application
from zzspace.fields import DayField
from zzspace.wording import as_day


class PhotosInput(forms.ClearableFileInput):
    """Several files; on phones from the camera too."""

    allow_multiple_selected = True


class PhotosField(EvidenceField):
    """One or more JPEG or PNG pictures."""

    def __init__(self, **kwargs: Any) -> None:
        widget = PhotosInput(attrs={"accept": "image/jpeg,image/png"})
        super().__init__(widget=widget, help_text="JPG或PNG，可以一次选多张，也可以用手机现场拍照", **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        uploads = data if isinstance(data, list | tuple) else [data] if data else []
        if not uploads:
            return [super().clean(None, initial)]
        cleaned = [super(PhotosField, self).clean(upload, initial) for upload in uploads]
        if any(upload.name.lower().endswith(".pdf") for upload in cleaned):
            raise ValidationError("核查照片请用JPG或PNG文件。")
        return cleaned


class SiteVisitForm(forms.Form):
    """实地核查: day, two officials, what was found, photographs."""

    on = DayField(label="核查日期", error_messages={"required": "请填写核查日期。"})
    officer_1 = forms.CharField(label="核查人员一", max_length=28, error_messages={"required": "请填写核查人员。"})
    officer_2 = forms.CharField(
        label="核查人员二", max_length=28, error_messages={"required": "实地核查须由两人进行，请填写第二位核查人员。"}
    )
    consistent = forms.TypedChoiceField(
        label="与申报内容",
        choices=(("yes", "一致"), ("no", "有不一致之处")),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择现场与申报内容是否一致。"},
    )
    findings = forms.CharField(
        label="核查情况",
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        help_text="写明场地、工位、公共服务场地、在驻团队和企业等现场所见；有不一致的，写明是哪一项",
        error_messages={"required": "请填写核查情况。"},
    )
    photos = PhotosField(label="现场照片", error_messages={"required": "请上传现场照片。"})

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application = application
        self.fields["on"].widget.attrs["max"] = timezone.localdate().isoformat()

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        first = as_day(self.application.submitted_at)
        if not first <= on <= timezone.localdate():
            raise ValidationError(f"核查日期应在提交之日（{first}）至今天之间。")
        return on

    def clean_officer_2(self) -> str:
        second: str = self.cleaned_data["officer_2"].strip()
        if second == self.cleaned_data.get("officer_1", "").strip():
            raise ValidationError("两位核查人员不能是同一人。")
        return second
