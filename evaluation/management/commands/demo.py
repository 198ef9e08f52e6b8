"""`manage.py demo`: fills a database with the demo's people, rounds and cases. What they are stands in evaluation.demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from evaluation.demo.changes import play_changes
from evaluation.demo.evaluating import evaluate_years
from evaluation.demo.fraud import report_once
from evaluation.demo.growing import bring_on
from evaluation.demo.people import OFFICIALS, account, create_accounts, read_old_messages, register_operators
from evaluation.demo.post import seal_and_serve
from evaluation.demo.rendering import rendered_beside
from evaluation.demo.returns import report_statistics
from evaluation.demo.revocations import play_revocations
from evaluation.demo.rounds import open_rounds
from evaluation.demo.screening import screen_and_recommend
from evaluation.demo.stories import play_all
from evaluation.services.score_forms import install_default_forms
from filings.models import Application, User
from filings.services.districts import install_districts


class Command(BaseCommand):
    """Refused outside demo mode and where other people's data are; what is there already is left as it is."""

    help = "Fill the database with demo data: accounts, rounds, cases and annual returns in every state (only with ZZSPACE_DEMO=1)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data go into a demo only: set ZZSPACE_DEMO=1. Nothing was changed.")
        names = set(User.objects.values_list("username", flat=True))
        if names and OFFICIALS[0].username not in names:
            raise CommandError("This database holds accounts that are not the demo's. Nothing was changed.")
        before = Application.objects.count()
        self.build()
        cases = Application.objects.count()
        self.stdout.write(f"Demo data: {User.objects.count()} accounts, {cases} cases ({cases - before} new).")

    def build(self) -> None:
        """People, rounds, stories, reports of misconduct, statistics, evaluations, changes, revocations, the reserve pool with
        what is open to makerspaces, nightly runs, recommendations; each all or nothing, and done once.
        """
        install_districts()
        install_default_forms()
        create_accounts()
        register_operators()
        open_rounds(account("city1"))
        with rendered_beside():
            play_all()
        report_once()
        seal_and_serve()
        report_statistics()
        evaluate_years()
        play_changes()
        play_revocations()
        bring_on()
        screen_and_recommend()
        read_old_messages()
