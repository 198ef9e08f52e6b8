"""manage.py campaign_diagram: writes the state diagram of a year's evaluation into evaluation/README.md; --check compares alone."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluation.workflow import CAMPAIGN_ACTION_LABELS, CAMPAIGN_STATE_LABELS, CAMPAIGNS, CampaignState
from filings.workflow import ROLE_LABELS

BEGIN = "<!-- campaign_diagram -->"
END = "<!-- end of campaign_diagram -->"


def diagram() -> str:
    """The table of campaigns as a Mermaid state diagram: what leads on, and what is done in a state."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.value} : {CAMPAIGN_STATE_LABELS[state]} ({state.value})" for state in CampaignState]
    lines.append(f"    [*] --> {CampaignState.DRAFT.value}")
    for row in CAMPAIGNS:
        caption = f"{row.action.value} {CAMPAIGN_ACTION_LABELS[row.action]} ({ROLE_LABELS[row.role]})"
        lines += [f"    {source.value} --> {(row.target or source).value} : {caption}" for source in row.sources]
    return "\n".join([*lines, "```"])


def with_diagram(text: str) -> str:
    """The README's text with the diagram of today's table between the markers."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise CommandError(f"evaluation/README.md lacks the markers {BEGIN} and {END}.")
    return f"{before}{BEGIN}\n\n{diagram()}\n\n{END}{after}"


class Command(BaseCommand):
    help = "Write the state diagram of the annual evaluation into evaluation/README.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit 1 if the diagram is not the table's"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(apps.get_app_config("evaluation").path) / "README.md"
        text = path.read_text(encoding="utf-8")
        wanted = with_diagram(text)
        if options["check"] and text != wanted:
            raise CommandError(
                "evaluation/README.md is not what evaluation/workflow.py says: run manage.py campaign_diagram."
            )
        if not options["check"]:
            path.write_text(wanted, encoding="utf-8")
