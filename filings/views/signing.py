"""Signing many acts at once: the page that lists what is signed with all that was filled in, then act by act."""

from collections.abc import Sequence
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from filings.models import PendingAct
from filings.permissions import Act
from filings.selectors.acts import act_label, acts_chosen, consequences_of, payload_lines
from filings.services.notices import subject_url
from filings.services.one_by_one import Task, carry_out_each
from filings.services.signing import sign_act
from filings.views.base import RoleView
from filings.views.outcomes import outcomes_page

MOST_AT_ONCE = 100


class ActsSignView(RoleView):
    """/acts/sign/: POST from the list shows what was ticked (or all that this account may sign); POST from that page
    signs.
    """

    act = Act.SIGN_ACTS

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("filings:acts")

    def post(self, request: HttpRequest) -> HttpResponse:
        everything = bool(request.POST.get("all"))
        chosen = list(acts_chosen(request.user, request.POST.getlist("ids"), everything=everything)[: MOST_AT_ONCE + 1])
        if not chosen or len(chosen) > MOST_AT_ONCE:
            few = "请勾选您可以签发的事项。拟办人不能签发自己拟办的事项。"
            messages.warning(request, few if not chosen else f"一次最多签发{MOST_AT_ONCE}件，请分批勾选。")
            return redirect("filings:acts")
        return self.sign(request, chosen) if "sign" in request.POST else self.confirm(request, chosen)

    def confirm(self, request: HttpRequest, acts: Sequence[PendingAct]) -> HttpResponse:
        rows = [(act, act_label(act), payload_lines(act)) for act in acts]
        consequences = dict.fromkeys(line for act in acts for line in consequences_of(act))
        context = {"rows": rows, "consequences": list(consequences), "cancel_url": reverse("filings:acts")}
        return render(request, "filings/desk/acts_sign.html", context)

    def sign(self, request: HttpRequest, acts: Sequence[PendingAct]) -> HttpResponse:
        tasks = [
            Task(
                str(act.subject.space),
                act_label(act),
                subject_url(act),
                partial(sign_act, act, actor=request.user),
            )
            for act in acts
        ]
        back = reverse("filings:acts")
        outcomes = carry_out_each(tasks)
        return outcomes_page(request, title="签发结果", outcomes=outcomes, back_url=back, back="返回待签发")
