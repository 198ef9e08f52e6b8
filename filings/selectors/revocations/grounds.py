"""Whether what a revocation rests on still stands. Apps that keep the ground (grades) say so here, asked whenever it matters."""

from collections.abc import Callable
from typing import Final

from filings.models import Revocation

FALLEN_AWAY: Final[dict[str, Callable[[Revocation], str]]] = {}
"""By ground: why it stands no more, in a sentence, or "". Filled once at start."""


def why_fallen_away(revocation: Revocation) -> str:
    """Why the ground of an open revocation stands no more, "" while it does. One that is decided is left as it is."""
    asked = FALLEN_AWAY.get(revocation.ground)
    return asked(revocation) if asked and revocation.is_open else ""
