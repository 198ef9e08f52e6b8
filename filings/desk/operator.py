"""Navigation and desk of role operator."""


def contribute() -> None:
    """Add this role's navigation entries and desk sections."""
