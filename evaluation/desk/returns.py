"""Annual returns on navigation and desks: what an operator has to report, what a district has to check."""


def contribute() -> None:
    """Add the entries."""
