"""manage.py workflow_diagram: writes the state diagrams of the tables into filings/README.md; --check compares alone."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from filings.workflow import ACTION_LABELS, APPLICATION, ENDED, ROLE_LABELS, STATE_LABELS, State, Transition
from filings.workflow_changes import (
    CHANGE,
    CHANGE_ACTION_LABELS,
    CHANGE_ENDED,
    CHANGE_STATE_LABELS,
    ChangeState,
    ChangeTransition,
)
from filings.workflow_revocations import (
    REVOCATION,
    REVOCATION_ACTION_LABELS,
    REVOCATION_STATE_LABELS,
    RevocationState,
    RevocationTransition,
)

BEGIN = "<!-- workflow_diagram: application -->"
BEGIN_CHANGE = "<!-- workflow_diagram: change -->"
BEGIN_REVOCATION = "<!-- workflow_diagram: revocation -->"
END = "<!-- end of workflow_diagram -->"
SYSTEM = "系统"


def diagram() -> str:
    """The table of applications as a Mermaid state diagram; ✍ marks what takes two accounts."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.value} : {STATE_LABELS[state]} ({state.value})" for state in State]
    lines.append(f"    [*] --> {State.DRAFT.value}")
    lines += [
        f"    {source.value} --> {row.target.value} : {caption(row)}" for row in APPLICATION for source in row.sources
    ]
    lines += [f"    {state.value} --> [*]" for state in State if state in ENDED]
    return "\n".join([*lines, "```"])


def change_diagram() -> str:
    """The table of changes likewise."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.value} : {CHANGE_STATE_LABELS[state]} ({state.value})" for state in ChangeState]
    lines.append(f"    [*] --> {ChangeState.REPORTED.value}")
    lines += [f"    {source.value} --> {row.target.value} : {caption(row)}" for row in CHANGE for source in row.sources]
    lines += [f"    {state.value} --> [*]" for state in ChangeState if state in CHANGE_ENDED]
    return "\n".join([*lines, "```"])


def revocation_diagram() -> str:
    """The table of revocations likewise; one that was decided may still be overturned."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.value} : {REVOCATION_STATE_LABELS[state]} ({state.value})" for state in RevocationState]
    lines.append(f"    [*] --> {RevocationState.PROPOSED.value}")
    lines += [
        f"    {source.value} --> {row.target.value} : {caption(row)}" for row in REVOCATION for source in row.sources
    ]
    goes_on = {source for row in REVOCATION for source in row.sources}
    lines += [f"    {state.value} --> [*]" for state in RevocationState if state not in goes_on]
    return "\n".join([*lines, "```"])


def caption(row: Transition | ChangeTransition | RevocationTransition) -> str:
    """recommend 推荐 ✍ (区县科技主管部门)."""
    signed = " ✍" if row.signed else ""
    labels: dict[Any, str] = {**ACTION_LABELS, **CHANGE_ACTION_LABELS, **REVOCATION_ACTION_LABELS}
    label = labels[row.action]
    return f"{row.action.value} {label}{signed} ({ROLE_LABELS[row.role] if row.role else SYSTEM})"


def readme() -> Path:
    """The README of the app."""
    return Path(apps.get_app_config("filings").path) / "README.md"


def with_diagram(text: str) -> str:
    """The README's text with the diagrams of today's tables between the markers."""
    drawings = ((BEGIN, diagram()), (BEGIN_CHANGE, change_diagram()), (BEGIN_REVOCATION, revocation_diagram()))
    for marker, drawn in drawings:
        before, begin, rest = text.partition(marker)
        _, end, after = rest.partition(END)
        if not begin or not end:
            raise CommandError(f"filings/README.md lacks the markers {marker} and {END}.")
        text = f"{before}{marker}\n\n{drawn}\n\n{END}{after}"
    return text


class Command(BaseCommand):
    help = "Write the state diagrams of filings/workflow.py, workflow_changes.py and workflow_revocations.py into filings/README.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit 1 if the diagram is not the table's"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = readme()
        text = path.read_text(encoding="utf-8")
        wanted = with_diagram(text)
        if options["check"] and text != wanted:
            raise CommandError(
                "filings/README.md is not what filings/workflow.py says: run manage.py workflow_diagram."
            )
        if not options["check"]:
            path.write_text(wanted, encoding="utf-8")
