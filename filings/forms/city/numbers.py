"""发文字号 for many acts at once: one a line, blanks may be filled up from the line before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from filings.forms.fields import NUMBER_PARTS
from zzspace.fields import DocumentNumberField


@dataclass(frozen=True, slots=True)
class NumberedRow:
    """One act on one record; rows of the same `group` are numbered on from each other."""

    pk: int
    title: str
    group: str
    text: str = ""
    choice: str = ""


class NumbersForm(forms.Form):
    """A number for each row, none twice."""

    def __init__(self, *args: Any, rows: Sequence[NumberedRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            self.fields[name_of(row)] = DocumentNumberField(
                label=f"{row.title}的发文字号",
                help_text="",
                widget=forms.TextInput(
                    attrs={
                        "class": "form-control",
                        "placeholder": "郑科〔2026〕12号",
                        "aria-label": f"{row.title}的发文字号",
                    }
                ),
            )

    def lines(self) -> list[tuple[NumberedRow, Any]]:
        """Rows with their fields, for the template."""
        return [(row, self[name_of(row)]) for row in self.rows]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen: set[str] = set()
        for row in self.rows:
            number = cleaned.get(name_of(row))
            if number and number in seen:
                self.add_error(name_of(row), f"发文字号“{number}”在本页重复，请修改。")
            seen.add(number or "")
        return cleaned

    def numbers(self) -> dict[int, str]:
        """The numbers by record."""
        return {row.pk: self.cleaned_data[name_of(row)] for row in self.rows}


def name_of(row: NumberedRow) -> str:
    """The name of a row's field."""
    return f"number_{row.pk}"


def numbered_on(rows: Sequence[NumberedRow], data: Mapping[str, str]) -> dict[str, str]:
    """What was typed with blanks counted on from the row before in the same group: 郑科〔2026〕6号, then 7号."""
    typed = {name_of(row): data.get(name_of(row), "").strip() for row in rows}
    taken = set(filter(None, typed.values()))
    last: dict[str, str] = {}
    for row in rows:
        name = name_of(row)
        if not typed[name] and row.group in last:
            typed[name] = next_free(last[row.group], taken)
            taken.add(typed[name])
        last[row.group] = typed[name] or last.get(row.group, "")
    return typed


def next_free(number: str, taken: set[str]) -> str:
    """The next number after one that is not taken on this page; "" after what is no number."""
    parts = NUMBER_PARTS.fullmatch(number)
    if parts is None:
        return ""
    serial = int(parts["serial"]) + 1
    while (following := f"{parts['before']}{serial}号") in taken:
        serial += 1
    return following
