"""Compliance with Article 13 on navigation and desks: findings, what is missing, the figures of the city's desk."""


def contribute() -> None:
    """Add the entries."""
