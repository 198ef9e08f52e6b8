"""Navigation and desk of role district."""


def contribute() -> None:
    """Add this role's navigation entries and desk sections."""
