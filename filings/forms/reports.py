"""A report of misconduct by anyone, and the look-up of its receipt. Name and phone are the reporter's choice."""

from typing import Any

from django import forms

from filings.forms.fields import EvidenceFilesField
from filings.forms.objections import PHONE

MOST_FILES = 5
MOST_TOGETHER = 20 * 1024 * 1024
"""Bytes of all files of a report; the web server takes no larger form."""
LEAST_CONTENT = 20


class ReportForm(forms.Form):
    """Whom, what, and how to reach the reporter, if at all."""

    about = forms.CharField(
        label="被举报的单位或人员",
        max_length=120,
        help_text="例如某区科技主管部门、评审专家某某",
        error_messages={"required": "请填写被举报的单位或人员，不知道姓名的填写所在单位。"},
    )
    concerning = forms.CharField(
        label="涉及的众创空间或申请编号", required=False, max_length=120, help_text="知道的请填写，便于核查"
    )
    content = forms.CharField(
        label="举报内容",
        max_length=5000,
        help_text="写明时间、地点、经过和已知的线索，不少于20字",
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "请写明举报内容。"},
    )
    files = EvidenceFilesField(
        most=MOST_FILES,
        label="证据材料",
        required=False,
        help_text=f"PDF、JPG或PNG，最多{MOST_FILES}份，合计不超过20 MB，没有的不用上传",
    )
    name = forms.CharField(label="姓名", required=False, max_length=60, help_text="可以不填；不填即为匿名举报")
    phone = forms.CharField(
        label="联系电话",
        required=False,
        max_length=30,
        help_text="可以不填；没有联系方式的，无法向您核实和答复",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    with_account = forms.BooleanField(
        label="附上我的登录账号",
        required=False,
        help_text="勾选后审计员可以看到您的账号和单位；不勾选的，不记录是哪个账号提交的",
    )

    def __init__(self, *args: Any, is_signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_signed_in:
            del self.fields["with_account"]

    def clean_content(self) -> str:
        content: str = self.cleaned_data["content"].strip()
        if len(content) < LEAST_CONTENT:
            raise forms.ValidationError(f"请把举报内容写具体，至少{LEAST_CONTENT}字。")
        return content

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"].strip()
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError("请填写能联系到您的电话号码，例如0371-67170000或手机号码；不愿留下的可以不填。")
        return phone

    def clean_files(self) -> list[Any]:
        files: list[Any] = self.cleaned_data["files"]
        if sum(file.size for file in files) > MOST_TOGETHER:
            raise forms.ValidationError("全部文件合计不能超过20 MB，请压缩后上传。")
        return files


class ReceiptForm(forms.Form):
    """The receipt code of a report."""

    code = forms.CharField(
        label="回执编号",
        max_length=20,
        help_text="提交举报后显示的12位编号",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": "请填写回执编号。"},
    )
