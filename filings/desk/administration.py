"""Navigation and desk of role administration."""


def contribute() -> None:
    """Add this role's navigation entries and desk sections."""
