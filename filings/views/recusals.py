"""An official of district or city steps aside from an application (回避)."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from filings.forms.fraud import RecusalForm
from filings.permissions import Act
from filings.selectors.operators import others_in_office
from filings.services.recusals import declare_recusal
from filings.views.base import ApplicationFormView


class RecuseView(ApplicationFormView):
    """/applications/1/recuse/: says what will happen, then takes the account off the case."""

    act = Act.RECUSE
    form_class = RecusalForm
    template_name = "filings/fraud/step.html"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        declare_recusal(self.record, actor=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, f"已声明回避，{self.record.space}的这件申请不再由您办理。")
        return redirect("filings:queue")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = reverse("filings:application", args=[self.record.pk])
        return super().get_context_data(
            title="声明回避",
            lead=f"{self.record.space}，申请编号{self.record.number}。与申报单位或者办理结果有利害关系的，应当回避。",
            consequences=self.consequences(),
            button="声明回避",
            danger=True,
            crumb_url=page,
            crumb=self.record.space,
            cancel_url=page,
            **kwargs,
        )

    def consequences(self) -> list[str]:
        """What follows, and whether anybody is left to take over."""
        lines = [
            "您不能再查看和办理这件申请，它不再出现在您的清单中。",
            "由您经办的，改为未分派；您拟办、还没有签发的事项失效。",
            "本单位其他同事收到通知并接手，回避理由写入办理记录。",
            "声明后不能收回。",
        ]
        if not others_in_office(self.request.user, self.record).exists():
            lines.append("本单位没有其他账号可以办理这件申请，声明后请联系系统管理员增加账号。")
        return lines
