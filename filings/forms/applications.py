"""Forms of the operator's applications: shape and field checks only; what may be submitted is the services' business."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from filings.models import Application, Attachment, Round, Space
from filings.rules.verdicts import CheckResult
from filings.selectors.sections import EXPLANATION_LENGTH, is_explained
from zzspace.wording import moment_zh

MOST_DIGITS = 10
LEAST, MOST = EXPLANATION_LENGTH
TOO_SHORT = f"请填写说明，{LEAST}至{MOST}字"


class RoundField(forms.ModelChoiceField):
    """Rounds with the instant at which each closes."""

    def label_from_instance(self, round_: Round) -> str:
        kinds = "、".join(Space.Kind(kind).label for kind in round_.kinds)
        return f"{round_}（受理{kinds}，{moment_zh(round_.closes_at)}截止）"


class EarlierField(forms.ModelChoiceField):
    """Applications that are over, told apart by space, number and how they ended."""

    def label_from_instance(self, application: Application) -> str:
        number = f"编号{application.number}" if application.number else "未提交的草稿"
        return f"{application.space}，{number}，{application.get_state_display()}"


class DraftForm(forms.Form):
    """What a new application is for: space, kind, round."""

    space = forms.ModelChoiceField(
        Space.objects.none(),
        label="众创空间",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "请选择众创空间。", "invalid_choice": "请选择本机构的众创空间。"},
    )
    kind = forms.ChoiceField(
        label="申请类型",
        choices=Space.Kind.choices,
        widget=forms.RadioSelect,
        help_text="专业化备案已包含综合性，两者只需申请一种。",
        error_messages={"required": "请选择申请类型。"},
    )
    round_ = RoundField(
        Round.objects.none(),
        label="申报批次",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "请选择申报批次。", "invalid_choice": "请选择正在开放的批次。"},
    )

    earlier = EarlierField(
        Application.objects.none(),
        label="从以前的申请复制",
        required=False,
        empty_label="不复制，从头填写",
        help_text="复制情况说明和上传的材料（连同指定的页码）；数据仍按现在的登记名册计算，各部分须重新确认",
        error_messages={"invalid_choice": "请选择本机构已经办结的申请。"},
    )

    def __init__(
        self,
        *args: Any,
        spaces: Sequence[Space],
        rounds: Sequence[Round],
        earlier: QuerySet[Application] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if earlier is not None:
            self.fields["earlier"].queryset = earlier
        self.fields["round_"].queryset = Round.objects.filter(pk__in=[each.pk for each in rounds])
        if "space" in self.fields:
            self.fields["space"].queryset = Space.objects.filter(pk__in=[space.pk for space in spaces])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        round_, kind = cleaned.get("round_"), cleaned.get("kind")
        if round_ and kind and kind not in round_.kinds:
            self.add_error("round_", f"“{round_}”不受理{Space.Kind(kind).label}众创空间的申请，请改选批次或类型。")
        space, earlier = cleaned.get("space"), cleaned.get("earlier")
        if space and earlier and earlier.space_id != space.pk:
            self.add_error("earlier", f"这件申请不是“{space}”的，只能从同一众创空间以前的申请复制。")
        return cleaned


class DraftChangeForm(DraftForm):
    """Round and kind of a draft; its space stays."""

    space = None  # type: ignore[assignment]  # Django's way to take a field out
    earlier = None  # type: ignore[assignment]


class SectionForm(forms.Form):
    """One text for each check of the section that asks for an explanation; named explanation-0, explanation-1 …"""

    def __init__(self, *args: Any, checks: Iterable[CheckResult], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checks = list(checks)
        for number, check in enumerate(self.checks):
            self.fields[f"explanation-{number}"] = forms.CharField(
                label=f"{check.label}，请说明情况",
                help_text=f"{check.explanation}。办法的表述留有余地，由区县核实。",
                max_length=2000,
                error_messages={"required": TOO_SHORT},
                widget=forms.Textarea(attrs={"rows": 3, "placeholder": f"请写明原因和依据，{LEAST}至{MOST}字"}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.fields:
            if name in cleaned and not is_explained(cleaned[name]):
                self.add_error(name, TOO_SHORT)
        return cleaned

    @property
    def revision(self) -> int | None:
        """Which saving the page showed; None where the sender does not say."""
        stated = str(self.data.get("revision", ""))
        return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < MOST_DIGITS else None

    def texts(self) -> dict[str, str]:
        """What was typed, by check, whatever its length."""
        return {
            check.id: str(self[f"explanation-{number}"].value() or "").strip()[:2000]
            for number, check in enumerate(self.checks)
        }

    @classmethod
    def initial_of(cls, checks: Iterable[CheckResult], texts: dict[str, str]) -> dict[str, str]:
        """What stands in the form when it is opened."""
        return {f"explanation-{number}": texts.get(check.id, "") for number, check in enumerate(checks)}


class FilesInput(forms.ClearableFileInput):
    """A chooser of several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several uploads at once; each is checked when it is taken in, so that one bad file does not lose the others."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", FilesInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}))
        kwargs.setdefault("error_messages", {"required": "请选择要上传的文件。", "empty": "文件是空的，请重新选择。"})
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = list(data) if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(each, initial) for each in given or [None]]


class UploadForm(forms.Form):
    """Files for one required document; where any of several kinds will do, which one they are."""

    document = forms.ChoiceField(label="材料类型", error_messages={"invalid_choice": "请选择要上传的材料类型。"})
    files = FilesField(label="文件")

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].choices = list(kinds)

    @property
    def max_bytes(self) -> int:
        """For the page: larger files are named before anything is sent."""
        return settings.UPLOAD_MAX_BYTES


class AttachmentForm(forms.Form):
    """Which document an attachment is, and at which page the reviewer opens it."""

    document = forms.ChoiceField(label="材料", help_text="传错位置的，可以改到另一项材料。")
    page = forms.IntegerField(label="打开时指到第几页", min_value=1, error_messages={"required": "请填写页码。"})

    def __init__(
        self,
        *args: Any,
        attachment: Attachment,
        kinds: Iterable[tuple[str, str]],
        proves: Iterable[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        pages = attachment.file.pages
        self.proves = list(proves)
        for number, (check, label) in enumerate(self.proves):
            self.fields[f"anchor-{number}"] = forms.IntegerField(
                label=f"核实“{label}”时看第几页",
                required=False,
                initial=attachment.anchors.get(check),
                min_value=1,
                max_value=pages,
                help_text="可以不填，不填的从上面的页码打开",
                error_messages={"min_value": f"请填写1至{pages}。", "max_value": f"请填写1至{pages}。"},
            )
        self.fields["document"].choices = list(kinds)
        self.fields["page"].help_text = f"这份材料共{pages}页"
        self.fields["page"].max_value = pages
        self.fields["page"].validators.append(forms.fields.validators.MaxValueValidator(pages, f"请填写1至{pages}。"))

    @property
    def is_whole(self) -> bool:
        """Whether the pages of single checks were on the form that was sent; the short form points to one page alone."""
        return any(f"anchor-{number}" in self.data for number in range(len(self.proves)))

    def anchors(self) -> dict[str, int]:
        """The pages of single checks, where one was given."""
        given = [(check, self.cleaned_data[f"anchor-{number}"]) for number, (check, _) in enumerate(self.proves)]
        return {check: page for check, page in given if page}


class SubmitForm(forms.Form):
    """A box for each declaration; all must be ticked."""

    def __init__(self, *args: Any, declarations: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.declarations = declarations
        for number, text in enumerate(declarations):
            self.fields[f"declaration-{number}"] = forms.BooleanField(
                label=text, error_messages={"required": "请阅读并勾选这一项声明。"}
            )

    def accepted(self) -> list[str]:
        """The texts that were ticked."""
        return [text for number, text in enumerate(self.declarations) if self.cleaned_data.get(f"declaration-{number}")]


class WithdrawForm(forms.Form):
    """Why an application is withdrawn, if the operator wants to say."""

    reason = forms.CharField(
        label="撤回原因",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="可以不填；填写的，会写入办理记录",
    )


class SendBackForm(forms.Form):
    """Why a prepared act goes back to its preparer."""

    reason = forms.CharField(
        label="退回原因",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写退回原因。"},
    )
