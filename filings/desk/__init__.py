"""What filings contributes to navigation and desks, one module a role."""

from filings.desk import administration, city, district, expert, operator


def contribute() -> None:
    """Add everything to the registry; called once at start."""
    for module in (operator, district, city, expert, administration):
        module.contribute()
