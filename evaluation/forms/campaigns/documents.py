"""Forms about documents of an evaluation: issuing them, and the account into which incentives are paid. Shape alone."""

import re
from typing import Any

from django import forms
from django.utils import timezone

from evaluation.documents.circular import ADDRESSEE
from filings.forms.documents import ScanForm, ServiceForm
from zzspace.fields import DayField, DocumentNumberField

__all__ = ["AccountForm", "IssueForm", "ScanForm", "ServiceForm"]

ACCOUNT_NUMBER = re.compile(r"\d{8,30}")


class IssueForm(forms.Form):
    """Number and day of the 通报, to whom it goes."""

    number = DocumentNumberField()
    on = DayField(
        label="成文日期",
        help_text="不早于结果公布之日，不晚于今天",
        error_messages={"required": "请填写成文日期。"},
    )
    addressee = forms.CharField(
        label="主送",
        max_length=120,
        initial=ADDRESSEE,
        error_messages={"required": "请填写主送机关。", "max_length": "主送机关最多120字。"},
    )
    copies = forms.CharField(
        label="抄送",
        required=False,
        max_length=300,
        help_text="多个单位用顿号分开；没有的不填",
        error_messages={"max_length": "抄送机关最多300字。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate

    def clean_addressee(self) -> str:
        """The colon is printed by the document."""
        return str(self.cleaned_data["addressee"]).rstrip("：:")

    def clean_copies(self) -> list[str]:
        """One office each."""
        return [
            name.strip() for name in re.split("[、，,；;]", self.cleaned_data["copies"].rstrip("。")) if name.strip()
        ]


class AccountForm(forms.Form):
    """The operator's bank account."""

    holder = forms.CharField(
        label="账户名称",
        max_length=80,
        help_text="本机构的对公账户，与营业执照名称一致",
        error_messages={"required": "请填写账户名称。", "max_length": "账户名称最多80字。"},
    )
    bank = forms.CharField(
        label="开户银行",
        max_length=80,
        help_text="写到支行，如中原银行郑州科学大道支行",
        error_messages={"required": "请填写开户银行。", "max_length": "开户银行最多80字。"},
    )
    number = forms.CharField(
        label="银行账号",
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "请填写银行账号。", "max_length": "银行账号最多30位数字。"},
    )

    def clean_number(self) -> str:
        """Digits alone; blanks between groups are taken out."""
        number = "".join(str(self.cleaned_data["number"]).split())
        if not (number.isascii() and ACCOUNT_NUMBER.fullmatch(number)):
            raise forms.ValidationError("银行账号应为8至30位数字，请核对。")
        return number
