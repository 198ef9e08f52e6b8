"""Forms of spaces and register rows: shape and field checks. What looks at other records is a rule of services.registers."""

import re
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField, ModelForm, modelform_factory
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from filings.forms.accounts import clean_phone, clean_uscc
from filings.forms.fields import EvidenceField, YesNoField
from filings.models import FinancingEvent, Resident, Site, Space
from filings.selectors.registers import Register
from zzspace.fields import EARLIEST, LATEST, DayField

UNIT = re.compile(r"^(.+)（(.+)）$")
LARGEST_COUNT = 1_000_000
PAST_DAYS = ("entered_on", "left_on", "on", "valid_from", "founded_on", "incorporated_on", "operating_since")
PHONES = ("contact_phone", "phone")


def dress(field: forms.Field, label: str) -> None:
    """Chinese messages that say what to do, the unit beside the control, a calendar for days."""
    choose = isinstance(field, forms.ChoiceField)
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = "请选择"
    elif isinstance(field, forms.ChoiceField) and isinstance(field.widget, forms.Select):
        field.choices = [("", "请选择"), *((value, text) for value, text in field.choices if value != "")]
    field.error_messages |= {
        "required": f"请{'选择' if choose else '填写'}{label}。",
        "invalid_choice": f"请从列表中选择{label}。",
        "max_length": f"{label}最多%(limit_value)d个字，请缩短。",
        "min_value": f"{label}不能小于%(limit_value)s。",
        "max_value": f"{label}数值过大，请核对。",
        "max_decimal_places": f"{label}最多两位小数。",
        "max_digits": f"{label}数值过大，请核对。",
        "max_whole_digits": f"{label}数值过大，请核对。",
    }
    if isinstance(field, forms.DateField):
        field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        field.error_messages["invalid"] = f"请按年-月-日填写{label}，如2026-03-05。"
    elif isinstance(field, forms.IntegerField):
        field.error_messages["invalid"] = f"{label}请填写数字。"
        field.widget.attrs["inputmode"] = "decimal" if isinstance(field, forms.DecimalField) else "numeric"


class DatedForm(ModelForm):
    """A model's form with Chinese messages and units; days are checked against today."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            label = str(field.label)
            if found := UNIT.match(label):
                label, field.widget.attrs["data-unit"] = found.groups()
                field.label = label
            dress(field, label)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        today = timezone.localdate()
        for name, value in list(data.items()):
            label = self.fields[name].label if name in self.fields else ""
            if isinstance(value, date) and not EARLIEST <= value <= LATEST:
                self.add_error(name, f"{label}的年份请核对。")
            elif isinstance(value, date) and name in PAST_DAYS and value > today:
                self.add_error(name, f"{label}不能晚于今天（{today}），请核对。")
            elif type(value) is int and value > LARGEST_COUNT:
                self.add_error(name, f"{label}数值过大，请核对。")
            elif name in PHONES and value:
                self.take_phone(name, value)
        return data

    def take_phone(self, name: str, value: str) -> None:
        """A phone number in the form that can be called."""
        try:
            self.cleaned_data[name] = clean_phone(value)
        except ValidationError as problem:
            self.add_error(name, problem)

    def later(self, name: str, than: str, message: str) -> None:
        """An error at `name` where it lies before `than`."""
        first, last = self.cleaned_data.get(than), self.cleaned_data.get(name)
        if first and last and last < first:
            self.add_error(name, message)


class RegisterForm(DatedForm):
    """A row of a register; `groups` are the fields in the order and under the headings of the page."""

    legends: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = ()

    @property
    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """Headings with their fields; what no heading names stands under none."""
        named = {name for _, names in self.legends for name in names}
        rest = [name for name in self.fields if name not in named]
        parts = [*self.legends, *([("", tuple(rest))] if rest else [])]
        return [(legend, [self[name] for name in names]) for legend, names in parts]

    @property
    def uploaded_file(self) -> Any:
        """The file sent with the form, if there is one."""
        return self.cleaned_data.get("upload")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.later("valid_until", "valid_from", "截止日不能早于起始日，请核对。")
        return data


class ResidentForm(RegisterForm):
    """A team, maker group or startup; what a startup needs and a team must not have."""

    legends = (
        ("基本信息", ("kind", "name", "field", "headcount")),
        ("在驻时间", ("entered_on", "left_on")),
        ("企业信息", ("founded_on", "incorporated_on", "company_name", "uscc")),
        ("联系人", ("contact_name", "contact_phone")),
    )
    uscc = forms.CharField(
        label="统一社会信用代码", required=False, max_length=18, help_text="初创企业、已注册为企业的团队填写"
    )

    def clean_uscc(self) -> str:
        return clean_uscc(self.cleaned_data["uscc"]) if self.cleaned_data["uscc"] else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.later("left_on", "entered_on", "迁出日不能早于入驻日，请核对。")
        if data.get("kind") == Resident.Kind.STARTUP:
            self.clean_startup(data)
        elif "kind" in data:
            self.clean_team(data)
        return data

    def clean_startup(self, data: dict[str, Any]) -> None:
        """A company from the start: founded by the day it entered."""
        self.need("founded_on", "初创企业请填写企业成立日。")
        self.need("uscc", "初创企业请填写统一社会信用代码。")
        self.later("entered_on", "founded_on", "入驻日早于企业成立日。入驻时还没有注册的，请选择创业团队。")
        if data.get("incorporated_on") or data.get("company_name"):
            self.add_error("incorporated_on", "入驻时已是企业的，不填注册日期和注册的企业名称，只填企业成立日。")

    def clean_team(self, data: dict[str, Any]) -> None:
        """A team: no company data before it is incorporated, all of them after."""
        if data.get("founded_on"):
            self.add_error("founded_on", "团队和创客群体不填企业成立日；入驻时已是企业的，请选择初创企业。")
        if data.get("incorporated_on"):
            self.need("company_name", "请填写注册的企业名称。")
            self.need("uscc", "请填写注册后的统一社会信用代码。")
            self.later("left_on", "incorporated_on", "迁出日不能早于注册日，请核对。")
            if data.get("entered_on") and data["incorporated_on"] <= data["entered_on"]:
                self.add_error("incorporated_on", "注册日应晚于入驻日；入驻时已是企业的，请选择初创企业并填写成立日。")
        elif data.get("company_name") or data.get("uscc"):
            self.add_error("incorporated_on", "团队已注册为企业的，请填写注册日期；没有注册的，不填企业名称和代码。")

    def need(self, name: str, message: str) -> None:
        """An error where a field is empty and has none yet."""
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, message)


class SiteForm(RegisterForm):
    """Premises; a leased one names its lease, others have none."""

    legends = (
        ("位置", ("address", "district")),
        ("面积和工位", ("total_area_m2", "service_area_m2", "workstations")),
        ("条件", ("concentrated", "has_meeting_room", "has_training_room", "has_roadshow_venue")),
        ("场地性质和租期", ("tenure", "lease_from", "lease_to")),
        ("使用时间", ("valid_from", "valid_until")),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        total, service = data.get("total_area_m2"), data.get("service_area_m2")
        for name in ("total_area_m2", "service_area_m2"):
            if data.get(name) is not None and data[name] < 0:
                self.add_error(name, f"{self.fields[name].label}不能小于0。")
        if total is not None and service is not None and service > total:
            self.add_error("service_area_m2", f"不能超过总面积（{total}㎡），请核对。")
        self.later("lease_to", "lease_from", "租期截止日不能早于起始日，请核对。")
        self.clean_lease(data)
        return data

    def clean_lease(self, data: dict[str, Any]) -> None:
        """Both days for a lease, neither for anything else."""
        for name in ("lease_from", "lease_to"):
            if data.get("tenure") == Site.Tenure.LEASED and not data.get(name) and name not in self.errors:
                self.add_error(name, f"租赁的场地请填写{self.fields[name].label}。")
            elif data.get("tenure") in (Site.Tenure.OWNED, Site.Tenure.GRANTED) and data.get(name):
                self.add_error(name, "自有或无偿使用的场地不填租期；租赁的请把场地性质改为租赁。")


class EventForm(RegisterForm):
    """A case or financing of one of the space's own residents."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        residents = self.fields["resident"]
        residents.queryset = Resident.objects.filter(space=self.instance.space).order_by("name", "pk")  # type: ignore[attr-defined] # a ModelChoiceField
        if isinstance(self.instance, FinancingEvent):
            self.fields["investor"].help_text = "个人出资的，只填“个人”"

    def clean_amount_wan(self) -> Any:
        amount = self.cleaned_data["amount_wan"]
        if amount <= 0:
            raise ValidationError("金额应大于0。")
        return amount


class FundForm(RegisterForm):
    """Money for incubation."""

    def clean_amount_wan(self) -> Any:
        amount = self.cleaned_data["amount_wan"]
        if amount <= 0:
            raise ValidationError("规模应大于0。")
        return amount


class EquipmentForm(RegisterForm):
    """Instruments, at least one."""

    def clean_items(self) -> int:
        items: int = self.cleaned_data["items"]
        if items < 1:
            raise ValidationError("台套数至少为1。")
        return items


class DocumentForm(RegisterForm):
    """A statement or mechanism with its file; amended without a new file it keeps the one it has."""

    upload = EvidenceField(label="文件")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["upload"]
        field.error_messages["required"] = "请上传文件。"
        if self.instance.pk:
            field.required = False
            field.help_text = f"不选择则保留现有文件“{self.instance.file}”"


FORMS: dict[str, type[RegisterForm]] = {
    "residents": ResidentForm,
    "sites": SiteForm,
    "cases": EventForm,
    "financing": EventForm,
    "funds": FundForm,
    "equipment": EquipmentForm,
    "documents": DocumentForm,
}


def form_class_for(register: Register) -> type[RegisterForm]:
    """The form of a register's rows, by the register's table."""
    form = FORMS.get(register.key, RegisterForm)
    return modelform_factory(register.model, form=form, fields=register.fields)  # type: ignore[return-value]  # a subclass of `form`


class EndForm(forms.Form):
    """The last day of a row."""

    on = DayField()

    def __init__(self, *args: Any, register: Register, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = str(register.model._meta.get_field(register.end_field).verbose_name)  # type: ignore[union-attr] # a plain column
        self.fields["on"].label = label
        self.fields["on"].help_text = register.days
        self.no_later_than_today = register.key == "residents"
        dress(self.fields["on"], label)

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if self.no_later_than_today and on > timezone.localdate():
            raise ValidationError(f"不能晚于今天（{timezone.localdate()}），请在迁出后登记。")
        return on


class SpaceForm(DatedForm):
    """A space; with a filing in force its name and district are shown, not changed."""

    low_cost = YesNoField(label="提供低收费或免费的办公条件", help_text="同时在“制度与说明”中登记收费标准")
    open_platform = YesNoField(label="建有开放性公共技术创新平台")

    class Meta:
        model = Space
        fields = (
            *("name", "district", "kind", "introduction", "low_cost"),
            *("lead_name", "lead_type", "focus_field", "open_platform"),
        )
        widgets = {"introduction": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "district": "全部场地所在的区县，由该区县科技主管部门受理申请",
            "kind": "准备申请的类型，决定本页的预审按哪些条件计算",
            "focus_field": "与团队、企业登记的产业领域写法一致，才会计入该领域",
        }

    def __init__(self, *args: Any, locked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if locked:
            for name in ("name", "district"):
                self.fields[name].disabled = True
                self.fields[name].help_text = format_html(
                    '备案在册，发生变化的须按第十四条<a href="{}">报告变更</a>', reverse("filings:filings")
                )
