"""Navigation and desk of role expert."""


def contribute() -> None:
    """Add this role's navigation entries and desk sections."""
