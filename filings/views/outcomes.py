"""The page that tells what became of an act on many records."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from filings.services.one_by_one import Outcome


def outcomes_page(
    request: HttpRequest, *, title: str, outcomes: Sequence[Outcome], back_url: str, back: str
) -> HttpResponse:
    """Outcomes record by record; loading it again does nothing twice, for each act is refused once it is done."""
    refused = sum(not each.is_done for each in outcomes)
    context = {
        "title": title,
        "outcomes": outcomes,
        "refused": refused,
        "done": len(outcomes) - refused,
        "back_url": back_url,
        "back": back,
    }
    return render(request, "components/outcomes.html", context)
