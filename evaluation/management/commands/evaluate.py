"""manage.py evaluate --year 2025: what the evaluation of a year comes to now; with --publish it is published."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from evaluation.models import Campaign, EvaluationScheme
from evaluation.models.statistics import FIRST_YEAR
from evaluation.scoring.grades import GRADE_LABELS, Grade
from evaluation.selectors.campaigns.scored import Scored, canonical, report_of, scored_campaign, tried_on
from evaluation.services.campaigns.results import publish_results
from filings.errors import WorkflowRefused
from filings.models import User


class Command(BaseCommand):
    """Scores the campaign of the year, or, where none is set up, whoever would take part. The same input gives the same
    bytes. Exit code 0: done; 1: refused or not found.
    """

    help = "Preview the annual evaluation of a year, or publish it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True, help="the year that is evaluated")
        parser.add_argument("--scheme", metavar="CODE", help="score by the latest version of this scheme instead")
        parser.add_argument("--json", action="store_true", help="everything as JSON")
        parser.add_argument("--publish", action="store_true", help="publish the preliminary results of the campaign")
        parser.add_argument("--as", dest="username", metavar="USERNAME", help="with --publish: on whose behalf")

    def handle(self, **options: Any) -> None:
        last = timezone.localdate().year - 1
        if not FIRST_YEAR <= options["year"] <= last:
            raise CommandError(f"--year must be a year that is over, {FIRST_YEAR} to {last}.")
        if options["username"] and not options["publish"]:
            raise CommandError("--as goes with --publish alone.")
        campaign = Campaign.objects.filter(year=options["year"]).select_related("scheme").first()
        if options["publish"]:
            campaign = self.publish(campaign, options)
        scheme = chosen_scheme(campaign, options["scheme"])
        scored = scored_campaign(campaign, scheme) if campaign else tried_on(options["year"], scheme.scheme)
        report = report_of(options["year"], scheme, scored)
        self.stdout.write(canonical(report).decode() if options["json"] else text_of(report, scored))

    def publish(self, campaign: Campaign | None, options: dict[str, Any]) -> Campaign:
        """Publish as the account that is named; refusals end with their explanation."""
        if options["scheme"]:
            raise CommandError("--publish goes by the campaign's own scheme: leave --scheme out.")
        if campaign is None:
            raise CommandError(f"There is no campaign of {options['year']} to publish.")
        if not options["username"]:
            raise CommandError("--publish needs --as USERNAME, on whose behalf.")
        actor = User.objects.filter(username=options["username"], is_active=True).first()
        if actor is None:
            raise CommandError(f"There is no active account {options['username']}.")
        try:
            return publish_results(campaign, actor=actor)
        except WorkflowRefused as refused:
            raise CommandError("\n".join((refused.explanation, *refused.problems))) from refused


def chosen_scheme(campaign: Campaign | None, code: str | None) -> EvaluationScheme:
    """The scheme that is named, else the campaign's, else the latest that was frozen, else the example."""
    schemes = EvaluationScheme.objects.order_by("-frozen_at", "-version")
    if code:
        found = schemes.filter(code=code).order_by("-version").first()
    else:
        found = campaign.scheme if campaign else schemes.exclude(frozen_at=None).first() or schemes.first()
    if found is None:
        raise CommandError(f"There is no scheme {code or ''}.")
    return found


def text_of(report: dict[str, Any], scored: Scored) -> str:
    """The distribution and what is lacking, for reading."""
    lines = [f"{report['year']} · {report['scheme']['code']} v{report['scheme']['version']} · {report['digest']}"]
    lines += [f"{GRADE_LABELS[Grade(grade)]}\t{number}" for grade, number in report["grades"].items()]
    if scored.waiting:
        lines.append(f"waiting for a locked return: {len(scored.waiting)}")
    if scored.unmarked:
        lines.append(f"without an expert's marks: {len(scored.unmarked)}")
    return "\n".join(lines)
