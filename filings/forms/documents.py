"""The sealed scan of a document and the record of its service: shape and dates. Who may, and what follows, is the service's."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from filings.forms.fields import EvidenceField
from filings.models import Document, ServiceRecord
from zzspace.fields import DayField
from zzspace.wording import date_zh


class ReasonField(forms.CharField):
    """Why what stands is replaced; asked for only where something stands."""

    def __init__(self, label: str, missing: str) -> None:
        super().__init__(
            label=label, max_length=200, widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": missing}
        )


class ScanForm(forms.Form):
    """The scan, and the reason where one is there already."""

    reason = ReasonField("替换原因", "已有盖章件，请写明替换原因。")
    scan = EvidenceField(label="盖章件")

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if document.scan is None:
            del self.fields["reason"]


class ServiceForm(forms.Form):
    """Day and manner of service, the receipt where there is one; the reason where a record is corrected."""

    reason = ReasonField("更正原因", "已有送达记录，请写明更正原因。")
    served_on = DayField(
        label="送达日期",
        help_text="签收之日；电子送达为到达对方系统之日，公告送达为公告期满之日",
        error_messages={"required": "请填写送达日期。"},
    )
    manner = forms.ChoiceField(
        label="送达方式",
        choices=[("", "请选择"), *ServiceRecord.Manner.choices],
        error_messages={"required": "请选择送达方式。", "invalid_choice": "请从列表中选择送达方式。"},
    )
    note = forms.CharField(label="说明", required=False, max_length=200, help_text="邮寄单号、见证人等；没有的不填")
    receipt = EvidenceField(label="送达回证", required=False)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        if document.service is None:
            del self.fields["reason"]
        else:
            self.initial = {name: getattr(document.service, name) for name in ("served_on", "manner", "note")}

    def clean_served_on(self) -> date:
        day: date = self.cleaned_data["served_on"]
        if not self.document.issued_on <= day <= timezone.localdate():
            first = date_zh(self.document.issued_on)
            raise forms.ValidationError(f"送达日期应在成文之日（{first}）至今天之间。")
        return day
