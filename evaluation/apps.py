"""The evaluation app: score sheets, statistics and the annual evaluation; it builds on filings."""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed_apps
from django.db import connections
from django.db.models.signals import post_migrate


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = "评审与评价"

    def ready(self) -> None:
        from evaluation import desk  # the app registry must be complete before models are imported
        from evaluation.documents.issuing import render_lacking  # as above
        from evaluation.models import CampaignScan, CampaignService  # as above
        from evaluation.selectors import lines  # as above
        from evaluation.selectors.campaigns.documents import circular_numbered  # as above
        from evaluation.selectors.returns.torch import torch_reported  # as above
        from evaluation.services import packets  # as above
        from evaluation.services.campaigns import revocations  # as above
        from evaluation.services.campaigns.batch import CampaignDocumentsBatch  # as above
        from evaluation.services.campaigns.papers import SORT  # as above
        from evaluation.services.compliance.findings import remind_of_findings  # as above
        from evaluation.services.compliance.reminders import remind_by_calendar  # as above
        from evaluation.services.imports.kinds import register_kinds
        from filings.selectors.documents import NUMBERED_ELSEWHERE  # as above
        from filings.selectors.facts import contribute_fact  # as above
        from filings.services.batches.kinds import register_batch  # as above
        from filings.services.daily import also_daily  # as above
        from filings.services.seals import PAPERS  # as above

        desk.contribute()
        lines.contribute()
        packets.contribute()
        revocations.contribute()
        register_kinds()
        contribute_fact("statistics.torch_reported", torch_reported)
        also_daily(remind_by_calendar)
        register_batch(CampaignDocumentsBatch())
        PAPERS[SORT] = (CampaignScan, CampaignService)
        NUMBERED_ELSEWHERE.append(circular_numbered)
        also_daily(remind_of_findings)
        also_daily(render_lacking)
        post_migrate.connect(install_data, sender=self)


def install_data(*, using: str, apps: Any = installed_apps, **kwargs: object) -> None:
    """After migrating (and after a flush): the score forms and the example scheme that every installation starts with.

    Not a migration, since a form may be edited by the city and must then stay as it is.
    """
    from evaluation.services.campaigns.schemes import install_example  # as in ready()
    from evaluation.services.score_forms import install_default_forms  # as in ready()

    tables = connections[using].introspection.table_names() if using == "default" else []
    if "evaluation_scoreform" in tables:
        install_default_forms(apps, using)
    if "evaluation_evaluationscheme" in tables:
        install_example(apps, using)
