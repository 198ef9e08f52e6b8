"""Navigation of role expert; what waits for an expert is evaluation's to say."""

from filings.workflow import Role
from zzspace.desk import NavItem, registry

EXPERT = frozenset({Role.EXPERT.value})


def contribute() -> None:
    """Add this role's navigation entries."""
    registry.add_nav(NavItem("filings:desk", "layout-dashboard", "工作台", EXPERT, position=1))
