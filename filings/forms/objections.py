"""An objection in writing with real name, by anyone during the notice or entered by a clerk."""

import re

from django import forms

NAMELESS = re.compile(r"匿名|无名氏|不愿透露|^[\W\d_]+$")
PHONE = re.compile(r"\+?\d[\d\- ]{6,18}\d")
NAME_LEAST, CONTENT_LEAST = 2, 10


class ObjectionForm(forms.Form):
    """Who objects, how to reach them, to what and why."""

    name = forms.CharField(
        label="姓名或单位名称",
        max_length=60,
        help_text="请填写真实姓名；以单位名义提出的，填写单位全称。匿名异议不予受理。",
        error_messages={"required": "请填写真实姓名或单位全称，匿名异议不予受理。"},
    )
    phone = forms.CharField(
        label="联系电话",
        max_length=30,
        help_text="用于核实情况和告知办理结果，不对外公开",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": "请填写联系电话。"},
    )
    address = forms.CharField(label="联系地址", required=False, max_length=120)
    content = forms.CharField(
        label="异议内容",
        max_length=2000,
        help_text="写明异议事项、理由和已知的事实",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "请写明异议内容。"},
    )

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if len(name) < NAME_LEAST or NAMELESS.search(name):
            raise forms.ValidationError("请填写真实姓名或单位全称，匿名异议不予受理。")
        return name

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"].strip()
        if not PHONE.fullmatch(phone):
            raise forms.ValidationError("请填写能联系到您的电话号码，例如0371-67170000或手机号码。")
        return phone

    def clean_content(self) -> str:
        content: str = self.cleaned_data["content"].strip()
        if len(content) < CONTENT_LEAST:
            raise forms.ValidationError("请把异议事项和理由写具体，至少10字。")
        return content
