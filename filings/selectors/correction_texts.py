"""Corrections in words, as the workspace and the district's documents say them. What they change is in selectors.corrections."""

from collections.abc import Iterable

from filings.rules.facts import FACTS_BY_KEY, Facts, parse_facts
from filings.selectors.corrections import Corrections
from filings.selectors.facts import REGISTER_LABELS, Row
from filings.selectors.figures import value_text


def correction_texts(corrections: Corrections, claimed: Facts, registers: dict[str, list[Row]]) -> Iterable[str]:
    """One phrase each: 创业工位由60个更正为44个; 团队与企业不计入1行：郑州蓝穹软件有限公司."""
    for key, value in corrections.values.items():
        before, after = claimed.value(key), value_of(key, value, claimed)
        yield f"{FACTS_BY_KEY[key].label}由{value_text(key, before)}更正为{value_text(key, after)}"
    for register in sorted({register for register, _ in corrections.rows}):
        out = {row for held, row in corrections.rows if held == register}
        names = [row_name(register, row) for row in registers.get(register, []) if row["id"] in out]
        yield f"{REGISTER_LABELS[register]}不计入{len(names)}行：{'、'.join(names)}"


def value_of(key: str, stored: object, claimed: Facts) -> object:
    """A stored value (plain JSON) as the fact's own type."""
    group, _, name = key.rpartition(".")
    data = {"kind": claimed.kind, "as_of": claimed.as_of}
    return parse_facts(data | ({group: {name: stored}} if group else {name: stored})).value(key)


def row_name(register: str, row: Row) -> str:
    """What a row is called in a sentence; rows of people have no name in what was frozen."""
    if register == "residents":
        return row["company_name"] or row["name"]
    name = row.get("name") or row.get("title") or row.get("address")
    return name or f"编号{row['id']}（{row.get('position') or REGISTER_LABELS[register]}）"
