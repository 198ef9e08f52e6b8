"""What evaluation contributes to navigation and desks."""


def contribute() -> None:
    """Add navigation entries and desk sections of score sheets."""
