"""Annual returns in the admin site: read, checked and written as by every other load. Nothing is checked here."""

from typing import Any

from django.db import transaction

from evaluation.models import AnnualReturn
from evaluation.services.imports.load import load_file
from filings.models import User
from filings.resources.planned import PlannedResource, SheetDataset
from filings.services.imports.plans import Plan


class ReturnResource(PlannedResource):
    """Returns of one year; `reason` answers every question that a row raises, without it such rows are refused."""

    class Meta:
        model = AnnualReturn
        fields = ("space", "year", "state", "source")

    def __init__(self, *, year: int = 0, reason: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.year, self.reason = year, reason

    def plan(self, dataset: SheetDataset, actor: User) -> Plan:
        return self.taken(dataset, actor, commit=False)

    def load(self, dataset: SheetDataset, actor: User) -> Plan:
        with transaction.atomic():
            return self.taken(dataset, actor, commit=True)

    def taken(self, dataset: SheetDataset, actor: User, *, commit: bool) -> Plan:
        """The file's plan, written with `commit` unless a row is refused."""
        load = load_file(
            dataset.content, name="", year=self.year, actor=actor, reason=self.reason, commit=commit, skip_refused=False
        )
        return load.plan
