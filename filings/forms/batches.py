"""What is to be made in one go: the documents or the packets of a round."""

from typing import Any

from django import forms

from filings.models import Document, Round, User
from filings.permissions import visible_documents
from filings.selectors.rounds import rounds_with_counts

DOCUMENTS, PACKETS = "documents", "packets"


class BatchForm(forms.Form):
    """The round, and documents of some kinds or packets."""

    round = forms.ModelChoiceField(
        label="申报批次",
        queryset=Round.objects.none(),
        empty_label="请选择批次",
        error_messages={"required": "请选择申报批次。", "invalid_choice": "没有这个批次，请重新选择。"},
    )
    what = forms.ChoiceField(
        label="生成内容",
        choices=((DOCUMENTS, "文书：打印、盖章、送达用"), (PACKETS, "案卷：已作出决定的申请，每件一份")),
        initial=DOCUMENTS,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择生成内容。", "invalid_choice": "请选择文书或案卷。"},
    )
    kinds = forms.MultipleChoiceField(
        label="文书种类",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="生成文书时勾选；有盖章件的，提供盖章件",
        error_messages={"invalid_choice": "没有这种文书，请重新勾选。", "invalid_list": "请重新勾选文书种类。"},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = rounds_with_counts()
        there = set(visible_documents(user).order_by().values_list("kind", flat=True).distinct())
        self.fields["kinds"].choices = [(kind.value, kind.label) for kind in Document.Kind if kind in there]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("what") == DOCUMENTS and "kinds" in data and not data["kinds"]:
            self.add_error("kinds", "请至少勾选一种文书。")
        return data

    def batch(self) -> tuple[str, dict[str, Any]]:
        """The kind of batch with its range."""
        data = self.cleaned_data
        if data["what"] == PACKETS:
            return PACKETS, {"round": data["round"].pk}
        return DOCUMENTS, {"round": data["round"].pk, "kinds": data["kinds"]}
