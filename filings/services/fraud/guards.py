"""What an open fraud case forbids its application meanwhile; each guard refuses with a sentence."""

from django.urls import reverse

from filings.errors import WorkflowRefused
from filings.models import Application, FraudCase
from filings.selectors.fraud import open_case_of


def require_no_case_before_withdrawal(application: Application) -> None:
    """Guard: who is about to be disqualified does not withdraw from it."""
    if open_case_of(application):
        raise WorkflowRefused(
            "已对这件申请提出取消参评资格，办结前不能撤回。您可以在收到事先告知书后陈述、申辩。",
            way_on=reverse("filings:application", args=[application.pk]),
        )


def require_no_case_before_approval(application: Application) -> None:
    """Guard: nothing is approved while a disqualification is proposed."""
    if case := open_case_of(application):
        raise WorkflowRefused(
            "已对这件申请提出取消参评资格，办结前不能准予备案。", way_on=reverse("filings:fraud-case", args=[case.pk])
        )


def require_no_finding_before_overturning(application: Application) -> None:
    """Guard: what was found fraudulent is not examined again."""
    if found := finding_on(application):
        raise WorkflowRefused(
            "这件申请已经认定弄虚作假，不能责令重审，请维持不予推荐。",
            way_on=reverse("filings:fraud-case", args=[found.pk]),
        )


def finding_on(application: Application) -> FraudCase | None:
    """The case in which fraud was found in this application."""
    return application.fraud_cases.filter(found_on__isnull=False).first()


def require_no_open_case(application: Application) -> None:
    """Guard: one case at a time."""
    if case := open_case_of(application):
        raise already_open(case)


def already_open(case: FraudCase) -> WorkflowRefused:
    """The refusal that leads to the case that there is."""
    return WorkflowRefused(
        "这件申请已有一件弄虚作假核查正在办理，请在该件中补充。", way_on=reverse("filings:fraud-case", args=[case.pk])
    )


def require_no_finding_yet(application: Application) -> None:
    """Guard: what was found once is not found again."""
    if found := finding_on(application):
        raise WorkflowRefused(
            "这件申请已经认定弄虚作假，不用重复提出。", way_on=reverse("filings:fraud-case", args=[found.pk])
        )
