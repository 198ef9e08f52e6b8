"""The form of the organisation's own page. Registration and joining stand in forms.accounts."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from filings.forms.fields import EvidenceField, YesNoField
from filings.forms.registers import DatedForm
from filings.models import Operator


class OrganisationForm(DatedForm):
    """What the organisation says of itself; with a filing in force its name is shown, not changed."""

    independent_legal_entity = YesNoField(label="是独立法人")
    registered_in_city = YesNoField(label="在郑州市注册")
    registered_at_site = YesNoField(label="注册地与运营地一致", help_text="由区县科技主管部门核实")
    upload = EvidenceField(label="营业执照", required=False)

    class Meta:
        model = Operator
        fields = (
            *("name", "legal_representative", "registered_address", "contact_name", "contact_phone", "email"),
            *("independent_legal_entity", "registered_in_city", "registered_at_site", "operating_since"),
        )
        help_texts = {"operating_since": "众创空间实际开始运营的日期，满1年方可申报"}

    def __init__(self, *args: Any, locked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages["invalid"] = "请填写完整的电子邮箱，如name@example.com。"
        licence = self.instance.licence
        kept = f"不选择则保留现有文件“{licence}”；" if licence else ""
        self.fields["upload"].help_text = f"{kept}{self.fields['upload'].help_text}"
        name = self.fields["name"]
        if locked:
            name.disabled = True
            name.help_text = format_html(
                '备案在册，发生变化的须按第十四条<a href="{}">报告变更</a>', reverse("filings:filings")
            )
        elif self.instance.status == Operator.Status.CONFIRMED:
            name.help_text = "修改名称后，由区县科技主管部门重新确认；确认前不能提交申请"

    @property
    def uploaded_file(self) -> Any:
        """The licence sent with the form, if there is one."""
        return self.cleaned_data.get("upload")
