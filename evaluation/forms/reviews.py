"""Forms of a review beside the sheet: the expert's declaration, the clerk's discussion record."""

from typing import Any

from django import forms


class DeclarationForm(forms.Form):
    """Whether the expert has an interest in the case; no answer is preset."""

    interest = forms.TypedChoiceField(
        label="与申请单位的利害关系",
        choices=[
            ("no", "没有利害关系，可以独立评审"),
            ("yes", "存在利害关系，需要回避"),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是否存在利害关系。"},
    )
    statement = forms.CharField(
        label="说明",
        required=False,
        max_length=500,
        help_text="需要回避的，请简要说明关系，例如曾任该空间导师、持有该机构股份。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("interest") and not cleaned.get("statement", "").strip():
            self.add_error("statement", "请说明需要回避的关系。")
        return cleaned


class RecusalForm(forms.Form):
    """A conflict found after the declaration."""

    statement = forms.CharField(
        label="需要回避的关系",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请说明需要回避的关系。"},
    )


class FinishReviewForm(forms.Form):
    """Closing a panel; the discussion is asked for where the marks lie too far apart."""

    discussion = forms.CharField(
        label="会商记录",
        required=False,
        max_length=2000,
        help_text="会商时间、分歧所在、讨论情况和会商结论。",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "分差超过上限，请填写会商记录。"},
    )

    def __init__(self, *args: Any, needs_discussion: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_discussion:
            self.fields["discussion"].required = True
        else:
            del self.fields["discussion"]
