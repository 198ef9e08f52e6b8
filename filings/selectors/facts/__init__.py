"""The facts of a space as of any day, counted from its registers, with the rows behind every figure. No verdicts here."""

from filings.selectors.facts.building import build_facts, facts_of
from filings.selectors.facts.bulk import FactsOnFile, OnFile, facts_on_file
from filings.selectors.facts.contributed import contribute_fact
from filings.selectors.facts.counting import counted_rows
from filings.selectors.facts.rows import RegisterRows, Row, register_rows
from filings.selectors.facts.sections import (
    FACT_SOURCES,
    REGISTER_LABELS,
    SECTION_OF,
    SECTIONS,
    Section,
    sections_of,
)

__all__ = [
    "FACT_SOURCES",
    "REGISTER_LABELS",
    "SECTIONS",
    "SECTION_OF",
    "FactsOnFile",
    "OnFile",
    "RegisterRows",
    "Row",
    "Section",
    "build_facts",
    "contribute_fact",
    "counted_rows",
    "facts_of",
    "facts_on_file",
    "register_rows",
    "sections_of",
]
