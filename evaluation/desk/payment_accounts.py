"""The operator's bank account for incentives on its navigation."""

from filings.workflow import Role
from zzspace.desk import NavItem, registry


def contribute() -> None:
    """Add the entry."""
    operator = frozenset({Role.OPERATOR.value})
    registry.add_nav(
        NavItem("evaluation:payment-account", "credit-card", "收款账户", operator, caption="在册事项", position=38)
    )
