"""A review held again: why, by which panel, and what becomes of the old one."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse

from filings.forms.city.review_again import ReviewAgainForm
from filings.models import Objection
from filings.selectors.public_notices import current_notice, latest_result
from filings.services.review_again import review_again, statuses_of_objections
from filings.views.city.acts import CityActView
from filings.workflow import Action, State


class ReviewAgainView(CityActView):
    """/applications/1/review-again/: back to the experts, with reason."""

    act = Action.REVIEW_AGAIN
    form_class = ReviewAgainForm
    template_name = "filings/city/review_again.html"
    title = "重新评审"
    button = "重新评审"
    is_adverse = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        result = latest_result(self.application)
        shown = super().get_context_data(result=result, **kwargs)
        return shown | {"consequences": self.what_follows()}

    def what_follows(self) -> list[str]:
        lines = ["申请回到“专家评审中”，原评审结果和评分表存档，可以查阅，不再作为决定的依据。"]
        if self.application.state == State.PUBLICISED and current_notice(self.application):
            lines.append("公示终止，公示页向公众说明；重新评审通过的，另行公示。")
        return [*lines, "运营机构和区县收到通知；由原专家组评审的，专家重新声明、重新评分。"]

    def blocked(self) -> list[dict[str, str]]:
        waiting = statuses_of_objections(self.application).count(Objection.Status.OPEN)
        page = f"{self.application_page()}objections/"
        return [{"text": f"{waiting}件异议没有办结", "url": page}] if waiting else []

    def form_valid(self, form: BaseForm) -> HttpResponse:
        data = form.cleaned_data
        review_again(
            self.application,
            actor=self.request.user,
            ground=data["ground"],
            panel=data["panel"],
            reason=data["reason"],
            due_on=data["due_on"],
        )
        said = "专家已收到通知。" if data["panel"] == "same" else "请抽取或分派新的专家组。"
        messages.success(self.request, f"已决定重新评审，{said}")
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("filings:application-panel", args=[self.application.pk])
