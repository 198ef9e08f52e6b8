"""What a form that was opened before somebody else saved says of it: whose text stands now, and where it differs."""

from collections.abc import Mapping
from typing import Any

from django import forms

from filings.errors import ChangedMeanwhile

LONGEST = 200


class RevisionField(forms.CharField):
    """Which saving the page showed, hidden; empty where the sender does not say."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=64, widget=forms.HiddenInput)


def tell_changed(form: Any, changed: ChangedMeanwhile, kept: Mapping[str, Any], revision: str) -> None:
    """Put into a form as typed what stands now instead, and have the next saving be the writer's decision."""
    form.add_error(None, changed.explanation)
    for bound in form.visible_fields():
        stands = kept.get(bound.name)
        if plain(bound.field, stands) != plain(bound.field, bound.value()):
            form.add_error(None, f"{bound.label}，现在保存的是：{text_of(bound.field, stands) or '（空）'}")
    form.data = form.data.copy()
    form.data[form.add_prefix("revision")] = revision


def plain(field: forms.Field, value: Any) -> Any:
    """A value to be compared, whether it was typed or kept."""
    read = field.to_python(value)
    return read.replace("\r\n", "\n").strip() if isinstance(read, str) else read


def text_of(field: forms.Field, value: Any) -> str:
    """A value as the page shows it."""
    text = "" if value is None else str(value)
    choices = getattr(field, "choices", ())
    named = {str(getattr(key, "value", key)): str(label) for key, label in choices}
    return named.get(text, text)[:LONGEST]
