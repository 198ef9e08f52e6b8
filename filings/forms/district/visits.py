"""The record of a visit to the site: day and time, two officials, what was counted and found, photographs."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from filings.forms.district.findings import YES_NO, field_name, plain, value_field
from filings.forms.fields import EvidenceField
from filings.models import Application
from filings.rules.facts import FACTS_BY_KEY, Facts, FactType
from filings.selectors.figures import value_text
from filings.selectors.site_visits import COUNTED, count_label, counted, differing_premises
from zzspace.fields import DayField
from zzspace.wording import as_day

MOST_PHOTOS = 20


class PhotosInput(forms.ClearableFileInput):
    """Several files; on phones from the camera too."""

    allow_multiple_selected = True


class PhotosField(EvidenceField):
    """One or more JPEG or PNG pictures."""

    def __init__(self, **kwargs: Any) -> None:
        widget = PhotosInput(attrs={"accept": "image/jpeg,image/png"})
        text = f"JPG或PNG，每张不超过20 MB，最多{MOST_PHOTOS}张，可以一次选多张"
        super().__init__(widget=widget, help_text=text, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        uploads = data if isinstance(data, list | tuple) else [data] if data else []
        if not uploads:
            return [super().clean(None, initial)]
        if len(uploads) > MOST_PHOTOS:
            raise ValidationError(f"一次最多上传{MOST_PHOTOS}张照片，请挑选后上传，其余的可以再记录一次。")
        cleaned = [super(PhotosField, self).clean(upload, initial) for upload in uploads]
        if any(upload.name.lower().endswith(".pdf") for upload in cleaned):
            raise ValidationError("核查照片请用JPG或PNG文件。")
        return cleaned


class SiteVisitForm(forms.Form):
    """实地核查: day and time, two officials, figures counted beside the claim, what was found, photographs."""

    on = DayField(label="核查日期", error_messages={"required": "请填写核查日期。"})
    at_time = forms.TimeField(
        label="核查时间",
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"required": "请填写核查时间。", "invalid": "请填写完整的时间，如14:30。"},
    )
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
        help_text="写明场地、工位、公共服务场地、在驻团队和企业等现场所见；有不一致的，写明是哪一项和原因",
        error_messages={"required": "请填写核查情况。"},
    )
    photos = PhotosField(label="现场照片", error_messages={"required": "请上传现场照片。"})

    def __init__(self, *args: Any, application: Application, claimed: Facts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application, self.claimed = application, claimed
        self.fields["on"].widget.attrs["max"] = timezone.localdate().isoformat()
        self.fields["on"].initial = timezone.localdate()
        for key in COUNTED:
            self.fields[field_name(key)] = count_field(key)

    def count_lines(self) -> list[tuple[forms.BoundField, str]]:
        """The controls of what is counted, each with what was claimed."""
        return [(self[field_name(key)], value_text(key, self.claimed.value(key))) for key in COUNTED]

    def found(self) -> dict[str, Any]:
        """What was counted, by fact, as plain JSON; what was left blank was not."""
        given = {key: self.cleaned_data.get(field_name(key)) for key in COUNTED}
        return {key: plain(value, FACTS_BY_KEY[key]) for key, value in given.items() if value not in (None, "")}

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

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        on, at_time, now = data.get("on"), data.get("at_time"), timezone.localtime()
        if on == now.date() and at_time and at_time > now.time():
            self.add_error("at_time", "核查时间不能晚于现在。")
        differing = differing_premises(counted(self.found(), self.claimed))
        if data.get("consistent") and differing:
            self.add_error(
                "consistent", f"现场清点与申报不一致（{'、'.join(differing)}），请选择“有不一致之处”，并写明情况。"
            )
        return data


def count_field(key: str) -> forms.Field:
    """The control of one figure: as a corrected value is typed, but it may be left out."""
    fact = FACTS_BY_KEY[key]
    field = value_field(fact, required=False)
    if fact.type is FactType.FLAG:
        field.choices = [("", "未查看"), *YES_NO]
    else:
        field.widget.attrs["inputmode"] = "numeric" if fact.type is FactType.COUNT else "decimal"
    field.label = count_label(key)
    field.widget.attrs["aria-describedby"] = f"id_{field_name(key)}_claimed"  # the claim stands beside the label
    return field
