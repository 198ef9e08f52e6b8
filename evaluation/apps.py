"""The evaluation app: score sheets, statistics and the annual evaluation; it builds on filings."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = "评审与评价"

    def ready(self) -> None:
        from evaluation import desk  # the app registry must be complete before models are imported

        desk.contribute()
