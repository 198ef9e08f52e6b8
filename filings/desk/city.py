"""Navigation and desk of role city."""


def contribute() -> None:
    """Add this role's navigation entries and desk sections."""
