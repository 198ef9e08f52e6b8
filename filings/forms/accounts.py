"""Forms of people: registration, joining, confirmation, password. Shape and field checks only."""

import re
from typing import Any

from allauth.account.forms import ChangePasswordForm, ResetPasswordKeyForm
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidLength
from stdnum.exceptions import ValidationError as CodeError

from filings.forms.fields import EvidenceField
from filings.models import District, Operator, User

PHONE = re.compile(r"(1\d{10}|0\d{2,3}-?\d{7,8}(-\d{1,6})?)")

CODE_PROBLEMS: dict[type[CodeError], str] = {
    InvalidLength: "统一社会信用代码应为18位，请核对营业执照。",
    InvalidFormat: "统一社会信用代码只含数字和大写字母（不含I、O、S、V、Z），请核对营业执照。",
    InvalidComponent: "统一社会信用代码中的登记机关或机构类别不对，请核对营业执照。",
    InvalidChecksum: "统一社会信用代码的最后一位校验码不对，请逐位核对营业执照。",
}


def clean_uscc(value: str) -> str:
    """The code in canonical form; ValidationError that says which part does not hold (GB 32100-2015)."""
    code = uscc.compact(value).upper()
    try:
        return uscc.validate(code)
    except CodeError as problem:
        raise ValidationError(CODE_PROBLEMS.get(type(problem), CODE_PROBLEMS[InvalidFormat])) from None


def clean_phone(value: str) -> str:
    """A mobile number of 11 digits or a line with its area code."""
    if not PHONE.fullmatch(value.strip()):
        raise ValidationError("请填写11位手机号，或带区号的座机号，如0371-12345678。")
    return value.strip()


class CodeForm(forms.Form):
    """The first step of registration: the code says whose account this is."""

    uscc = forms.CharField(
        label="统一社会信用代码",
        max_length=18,
        help_text="18位，见营业执照；机构已登记的，可以申请加入",
        error_messages={
            "required": "请填写统一社会信用代码。",
            "max_length": "统一社会信用代码应为18位，请核对营业执照。",
        },
    )

    def clean_uscc(self) -> str:
        return clean_uscc(self.cleaned_data["uscc"])


class AccountForm(forms.Form):
    """The person and the account; the second step where the organisation is registered already."""

    full_name = forms.CharField(label="您的姓名", max_length=40, error_messages={"required": "请填写您的姓名。"})
    phone = forms.CharField(
        label="联系电话",
        max_length=30,
        help_text="手机号或带区号的座机",
        error_messages={"required": "请填写联系电话。"},
    )
    email = forms.EmailField(
        label="电子邮箱",
        required=False,
        help_text="用于接收通知和找回密码，建议填写",
        error_messages={"invalid": "请填写完整的电子邮箱，如name@example.com。"},
    )
    username = forms.CharField(
        label="用户名",
        min_length=4,
        max_length=30,
        help_text="4至30位字母、数字或下划线，登录时使用",
        error_messages={
            "required": "请填写用户名。",
            "min_length": "用户名至少4位。",
            "max_length": "用户名最多30位。",
        },
    )
    password1 = forms.CharField(
        label="密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="至少8位，包含大写字母、小写字母、数字、符号中的至少三种",
        error_messages={"required": "请设置密码。"},
    )
    password2 = forms.CharField(
        label="再次输入密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "请再输入一次密码。"},
    )

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        if not re.fullmatch(r"[A-Za-z0-9_]+", username):
            raise ValidationError("用户名只能用字母、数字和下划线，请修改。")
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError("这个用户名已有人使用，请换一个。")
        return username

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", "两次输入的密码不一致，请重新输入。")
        if first:
            self.check_password(first)
        return data

    def check_password(self, password: str) -> None:
        """Django's validators, with the person's own data beside them."""
        person = User(username=self.cleaned_data.get("username", ""), email=self.cleaned_data.get("email", ""))
        try:
            password_validation.validate_password(password, person)
        except ValidationError as problem:
            self.add_error("password1", problem)


class ReplacementForm(AccountForm):
    """The account that takes the place of an organisation's lost ones; its first password is the system's."""

    password1 = None  # type: ignore[assignment]  # Django's way to take a field out
    password2 = None  # type: ignore[assignment]
    field_order = ("full_name", "phone", "email", "username", "reason", "verified")

    reason = forms.CharField(
        label="更换原因",
        min_length=5,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明为何更换、凭什么核实了经办人的身份，例如加盖公章的介绍信；写入办理记录",
        error_messages={"required": "请写明更换的原因。", "min_length": "请写得具体一些，至少5个字。"},
    )
    verified = forms.BooleanField(
        label="已核对营业执照和加盖公章的授权，确认经办人由机构委派",
        error_messages={"required": "请核实身份后勾选。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["full_name"].label = "新经办人姓名"
        self.fields["username"].label = "新用户名"


class RegistrationForm(AccountForm):
    """The second step for a new organisation: organisation, licence, person, account."""

    field_order = ("name", "legal_representative", "registered_address", "district", "licence")

    name = forms.CharField(label="机构名称", max_length=80, error_messages={"required": "请按营业执照填写机构名称。"})
    legal_representative = forms.CharField(
        label="法定代表人", max_length=40, error_messages={"required": "请填写法定代表人。"}
    )
    registered_address = forms.CharField(
        label="注册地址", max_length=120, error_messages={"required": "请按营业执照填写注册地址。"}
    )
    district = forms.ModelChoiceField(
        label="首个场地所在区县",
        queryset=District.objects.all(),
        empty_label="请选择",
        help_text="由该区县科技主管部门确认机构信息",
        error_messages={"required": "请选择首个场地所在区县。", "invalid_choice": "请从列表中选择区县。"},
    )
    licence = EvidenceField(label="营业执照", error_messages={"required": "请上传营业执照。"})


class RefusalForm(forms.Form):
    """Why an organisation is not confirmed."""

    reason = forms.CharField(
        label="未通过的原因",
        min_length=5,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明要修改什么，机构会看到这段文字",
        error_messages={"required": "请写明未通过的原因和要修改的内容。", "min_length": "请写得具体一些，至少5个字。"},
    )


class OwnPasswordForm(ChangePasswordForm):
    """allauth's form; a changed password ends the duty to change the first one."""

    def save(self) -> None:
        super().save()
        end_password_duty(self.user)


class ResetPasswordForm(ResetPasswordKeyForm):
    """allauth's form behind the e-mailed link, with the same effect."""

    def save(self) -> None:
        super().save()
        end_password_duty(self.user)


def end_password_duty(user: User) -> None:
    """The account has a password of its own now."""
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])


class OperatorFilterForm(forms.Form):
    """Filters of the district's list of operators."""

    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *Operator.Status.choices])
    q = forms.CharField(label="机构名称或代码", required=False, max_length=80)
