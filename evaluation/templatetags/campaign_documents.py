"""The documents of an evaluation on pages of results."""

from typing import Any

from django import template

from evaluation.models import Entry
from evaluation.permissions import StatisticsAct, role_may
from evaluation.selectors.campaigns.documents import documents_of_entry

register = template.Library()


@register.inclusion_tag("evaluation/campaigns/documents.html", takes_context=True)
def entry_documents(context: Any, entry: Entry) -> dict[str, Any]:
    """{% entry_documents entry %}: what the account may open of a makerspace's documents. One query."""
    user = context["request"].user
    return {
        "documents": documents_of_entry(user, entry),
        "asks_account": role_may(user, StatisticsAct.KEEP_ACCOUNT),
        "all_of": entry.campaign_id if role_may(user, StatisticsAct.EXPORT_GRADES) else None,
    }
