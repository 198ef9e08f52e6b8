"""What a browser, or somebody at a keyboard without one, may send for a form field: what holds and what must not.

Values go by the type of the field, so that a form gets them without being told. No assertion here.
"""

from functools import singledispatch
from itertools import count
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import BoundField

from evaluation.forms.campaigns.schemes import ThresholdField
from tests.factories import TODAY, make_uscc
from tests.factories_applications import make_upload, picture_bytes
from zzspace.fields import SheetField

HUGE = str(10**30)
NUL = "材料\x00一"
PROSE = "按合同和现场记录核对，情况属实，写明依据。"
BY_NAME = {
    "number": "郑科函〔2026〕{serial}号",
    "phone": "13812345678",
    "contact_phone": "13812345678",
    "email": "office@example.com",
    "username": "account_{serial}",
    "password1": "Blue-sky-2026",
    "password2": "Blue-sky-2026",
    "closes_at": "2026-06-30T18:00",
    "opens_at": "2026-03-01T09:00",
    "officer_2": "赵晨",
    "interest": "no",
    "verdict": "confirmed",
    "clause": "",
    "left_on": "",
    "incorporated_on": "",
    "company_name": "",
    "founded_on": "",
    "valid_until": "",
    "lease_from": "",
    "lease_to": "",
    "delete": "",
}
"""Values that hold for fields whose type alone does not say it; "" where other fields decide whether there is one."""

_serial = count(700)


def good_value(bound: BoundField) -> Any:
    """What stands in the field, else something that holds."""
    field, standing = bound.field, shown_value(bound)
    if standing not in (None, "", []):
        return standing
    name = bound.name
    if name == "uscc":
        return make_uscc() if field.required else ""
    by_name = BY_NAME.get(name)
    if by_name is None or (field.required and not by_name):
        return filled(field)
    return by_name.format(serial=next(_serial))


def shown_value(bound: BoundField) -> Any:
    """The value as the page holds it in its control."""
    value = bound.value()
    if isinstance(bound.field, forms.FileField):
        return None
    if isinstance(value, list | tuple):
        return [str(getattr(each, "pk", each)) for each in value]
    if isinstance(bound.field, forms.BooleanField):
        return "on" if value else None
    formatted = bound.field.widget.format_value(value) if value is not None else None
    return formatted[0] if isinstance(formatted, list) and len(formatted) == 1 else formatted


@singledispatch
def filled(field: forms.Field) -> Any:
    """A value that the field takes."""
    return PROSE


@filled.register
def _(field: forms.CharField) -> Any:
    return PROSE[: field.max_length or 100]


@filled.register
def _(field: forms.EmailField) -> Any:
    return "office@example.com"


@filled.register
def _(field: forms.IntegerField) -> Any:
    return str(max(1, field.min_value or 0))


@filled.register
def _(field: forms.DateField) -> Any:
    return TODAY.isoformat()


@filled.register
def _(field: forms.BooleanField) -> Any:
    return "on"


@filled.register
def _(field: forms.ChoiceField) -> Any:
    values = [str(value) for value, _ in field.choices if str(value)]
    several = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
    return values if several else next(iter(values), "")


@filled.register
def _(field: forms.FileField) -> Any:
    if ".pdf" not in field.widget.attrs.get("accept", ".pdf"):
        return SimpleUploadedFile("现场.png", picture_bytes(), content_type="image/png")
    return make_upload()


@filled.register
def _(field: SheetField) -> Any:
    return SimpleUploadedFile("年报.csv", "备案编号,年度\n".encode(), content_type="text/csv")


def bad_values(field: forms.Field) -> list[Any]:
    """Values that the field must refuse, of its own type and of every other."""
    required = [[]] if isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField) else [""]
    return [*(required if field.required else []), *refused(field)]


@singledispatch
def refused(field: forms.Field) -> list[Any]:
    """Values of the wrong type or out of bounds."""
    return []


@refused.register
def _(field: forms.CharField) -> list[Any]:
    longer = ["字" * (field.max_length + 1)] if field.max_length else []
    return [NUL, *longer, *([" \t "] if field.required and field.strip else [])]


@refused.register
def _(field: forms.EmailField) -> list[Any]:
    return ["office", "office@", NUL, "a" * 400 + "@example.com"]


@refused.register
def _(field: forms.IntegerField) -> list[Any]:
    return ["许多", "-1", HUGE, "1.5", "9" * 5000]


@refused.register
def _(field: forms.DecimalField) -> list[Any]:
    return ["许多", "-1", HUGE, "1.234", "NaN", "9" * 5000]


@refused.register
def _(field: ThresholdField) -> list[Any]:
    return ["许多", HUGE, "1.23456", "NaN", "9" * 5000]


@refused.register
def _(field: forms.DateField) -> list[Any]:
    return ["明天", "26-03-05", "2026-02-30", "0001-01-01", "9999-12-31", HUGE]


@refused.register
def _(field: forms.DateTimeField) -> list[Any]:
    return ["明天", "26-03-05T09:00", "2026-02-30T09:00", "0001-01-01T00:00", "9999-12-31T23:59", HUGE]


@refused.register
def _(field: forms.ChoiceField) -> list[Any]:
    return ["无此项", HUGE, "-1", NUL]


@refused.register
def _(field: forms.MultipleChoiceField) -> list[Any]:
    return [["无此项"], [HUGE], [NUL, "无此项"]]


@refused.register
def _(field: forms.ModelChoiceField) -> list[Any]:
    return ["无此项", "987654", HUGE, "-1", NUL]


@refused.register
def _(field: forms.ModelMultipleChoiceField) -> list[Any]:
    return [["无此项"], ["987654"], [HUGE], [NUL]]


@refused.register
def _(field: forms.FileField) -> list[Any]:
    return [
        SimpleUploadedFile("材料.pdf", b"", content_type="application/pdf"),
        SimpleUploadedFile("材料.pdf", b"MZ\x90\x00", content_type="application/pdf"),
        SimpleUploadedFile("材料.pdf", b"%PDF-1.7\nnot one", content_type="application/pdf"),
        SimpleUploadedFile("现场.png", b"\x89PNG\r\n\x1a\nnot one", content_type="image/png"),
        SimpleUploadedFile("程序.exe", make_upload().read(), content_type="application/pdf"),
    ]


@refused.register
def _(field: SheetField) -> list[Any]:
    """What a file holds is told in its preview, not at the field."""
    return [SimpleUploadedFile("年报.xlsx", b"")]


def odd_value(field: forms.Field) -> Any:
    """A value that a field may take or refuse, as long as it answers: emoji, several where one is meant."""
    return "😀" * 8 if isinstance(field, forms.CharField) else ["1", "2"]
