"""Refusals that services raise and pages explain; each says what is wrong and what to do, in Chinese."""


class WorkflowRefused(Exception):  # noqa: N818 - a refusal is an answer (409), not a fault
    """A guard refuses or a race is lost: answered with 409, the explanation and the way on.

    `explanation` and each of `problems` are sentences for the user; `way_on` is a path or "".
    """

    def __init__(self, explanation: str, *, problems: tuple[str, ...] = (), way_on: str = "") -> None:
        super().__init__(explanation)
        self.explanation = explanation
        self.problems = problems
        self.way_on = way_on


class ChangedMeanwhile(WorkflowRefused):
    """Somebody else saved the same text after this page was opened: nothing was overwritten. `kept` is what stands now."""

    def __init__(self, explanation: str, *, kept: object) -> None:
        super().__init__(explanation)
        self.kept = kept
