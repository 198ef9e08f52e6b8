"""发文字号 as typed and as kept."""

import pytest
from django import forms

from zzspace.fields import DocumentNumberField


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("郑科〔2026〕12号", "郑科〔2026〕12号"),
        (" 郑科 〔2026〕 12 号 ", "郑科〔2026〕12号"),
        ("郑科[2026]12号", "郑科〔2026〕12号"),
        ("郑科【2026】12号", "郑科〔2026〕12号"),
        ("郑科（2026）12号", "郑科〔2026〕12号"),
        ("郑科函〔2026〕3号", "郑科函〔2026〕3号"),
    ],
)
def test_brackets_are_read_as_the_standard_writes_them(typed, kept):
    assert DocumentNumberField().clean(typed) == kept


@pytest.mark.parametrize(
    "typed", ["12号", "郑科〔2026〕012号", "郑科〔2026〕第12号", "郑科〔26〕12号", "郑科〔2026〕12"]
)
def test_other_writings_are_explained(typed):
    with pytest.raises(forms.ValidationError, match="序号前不加0和“第”"):
        DocumentNumberField().clean(typed)


def test_required():
    with pytest.raises(forms.ValidationError, match="请填写发文字号"):
        DocumentNumberField().clean("")
