"""Facts: the table of them, the immutable structure, and the parser that refuses contradictions. No verdicts here."""

from filings.rules.facts.errors import FactsError, Problem, UnreadableJsonError
from filings.rules.facts.parsing import parse_facts
from filings.rules.facts.reading import parse_json
from filings.rules.facts.structure import Facts
from filings.rules.facts.table import FACTS, FACTS_BY_KEY, GROUP_LABELS, Fact, FactType

__all__ = [
    "FACTS",
    "FACTS_BY_KEY",
    "GROUP_LABELS",
    "Fact",
    "FactType",
    "Facts",
    "FactsError",
    "Problem",
    "UnreadableJsonError",
    "parse_facts",
    "parse_json",
]
