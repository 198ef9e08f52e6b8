"""Forms of schemes: copying, the head with groups and bands, one indicator, the year of a test run."""

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from evaluation.models.statistics import FIRST_YEAR
from evaluation.scoring.catalogue import CATALOGUE, DERIVED
from evaluation.scoring.scales import NOUGHT, Expert, Linear, Scale, Step, Steps
from evaluation.scoring.scheme_editing import new_group_code, with_group
from evaluation.scoring.schemes import Group, Indicator, Scheme, Ties
from evaluation.scoring.sheets import plain

SORTS = [("linear", "按比例：起点值到目标值"), ("steps", "分档"), ("expert", "专家评分")]


class ThresholdField(forms.DecimalField):
    """A figure at which a scale begins or ends: growth may be negative, shares have up to four places."""


def marks_field(label: str, *, required: bool = True, **kwargs: Any) -> forms.DecimalField:
    """Marks or a share: at most two places."""
    return forms.DecimalField(label=label, max_digits=5, decimal_places=2, min_value=0, required=required, **kwargs)


def figure_choices() -> list[Any]:
    """The catalogue: what is derived, then the columns as they are."""
    derived = [(each.code, f"{each.label}（{each.unit}）") for each in DERIVED]
    codes = {each.code for each in DERIVED}
    columns = [
        (each.code, f"{each.code} {each.label}（{each.unit}）") for each in CATALOGUE.values() if each.code not in codes
    ]
    return [("", "不读取统计数据"), ("计算得出", derived), ("报表原始数据", columns)]


class CopySchemeForm(forms.Form):
    """What the copy is called."""

    code = forms.SlugField(
        label="方案代码",
        max_length=30,
        help_text="小写字母、数字和连字符，如zz-2026；与已有方案相同的，成为它的下一版",
        error_messages={"invalid": "只能填写字母、数字、下划线和连字符。"},
    )
    title = forms.CharField(label="名称", max_length=80)


class TryForm(forms.Form):
    """The year on whose locked returns a scheme is tried."""

    year = forms.IntegerField(label="试算年度", min_value=FIRST_YEAR, max_value=2199)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = timezone.localdate().year - 1


class SchemeHeadForm(forms.Form):
    """Title, note, bands, cap, and the groups with their full marks."""

    title = forms.CharField(label="名称", max_length=80)
    note = forms.CharField(label="说明", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    excellent = marks_field("优秀分数线")
    good = marks_field("良好分数线")
    passing = marks_field("合格分数线")
    cap_percent = marks_field("优秀比例上限（%）", required=False, help_text="不设上限的不用填")
    ties = forms.ChoiceField(
        label="名次并列在上限处的",
        choices=[("out", "一律不列为优秀"), ("in", "一律列为优秀")],
        widget=forms.RadioSelect,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scheme = scheme
        for group in scheme.groups:
            self.fields[f"group_{group.code}"] = marks_field(f"{group.name}满分", initial=group.full)

    @staticmethod
    def initial_of(scheme: Scheme) -> dict[str, Any]:
        """What the head holds."""
        return {
            "title": scheme.title,
            "note": scheme.note,
            "excellent": scheme.excellent,
            "good": scheme.good,
            "passing": scheme.passing,
            "cap_percent": scheme.cap_percent,
            "ties": scheme.ties.value,
        }

    def changed(self) -> Scheme:
        """The scheme with what was typed."""
        given = self.cleaned_data
        groups = tuple(replace(group, full=given[f"group_{group.code}"]) for group in self.scheme.groups)
        names = ("title", "note", "excellent", "good", "passing", "cap_percent")
        return replace(self.scheme, groups=groups, ties=Ties(given["ties"]), **{name: given[name] for name in names})


class GroupForm(forms.Form):
    """A group: its name, full marks, and whether they come on top of the hundred."""

    name = forms.CharField(
        label="名称",
        max_length=40,
        error_messages={"required": "请填写分组名称。", "max_length": "分组名称最多40字。"},
    )
    full = marks_field("满分")
    bonus = forms.BooleanField(label="加分项，不计入100分", required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def __init__(self, *args: Any, scheme: Scheme, group: Group | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scheme, self.group = scheme, group

    def clean_name(self) -> str:
        """Two groups of one name could not be told apart."""
        name = str(self.cleaned_data["name"])
        others = (each.name for each in self.scheme.groups if each != self.group)
        if name in others:
            raise ValidationError("已有同名的分组，请换一个名称。")
        return name

    def changed(self) -> Scheme:
        """The scheme with the group as typed."""
        given = self.cleaned_data
        code = self.group.code if self.group else new_group_code(self.scheme)
        return with_group(self.scheme, Group(code, given["name"], given["full"], given["bonus"]))


class MoveForm(forms.Form):
    """One place up or down, on the scheme as it was read."""

    step = forms.TypedChoiceField(choices=[("-1", "上移"), ("1", "下移")], coerce=int)
    revision = forms.IntegerField(min_value=0, max_value=2_000_000_000)


class IndicatorForm(forms.Form):
    """One indicator of a kind; which fields count goes by the scale."""

    code = forms.CharField(label="代码", max_length=20)
    name = forms.CharField(label="名称", max_length=60)
    group = forms.ChoiceField(label="分组")
    full = marks_field("满分")
    sort = forms.ChoiceField(label="计分方式", choices=SORTS, widget=forms.RadioSelect)
    figure = forms.ChoiceField(label="读取的数据", choices=figure_choices, required=False)
    floor = ThresholdField(
        label="起点值", max_digits=12, decimal_places=4, required=False, help_text="按比例计分的填写：得0分的数值"
    )
    target = ThresholdField(
        label="目标值",
        max_digits=12,
        decimal_places=4,
        required=False,
        help_text="得满分的数值；小于起点值的，越低越好",
    )
    steps = forms.CharField(
        label="分档",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="分档计分的填写，每行一档：起点数值，空格，得分。如“10 4”",
    )
    absent = marks_field("无法计算时的得分", required=False, help_text="没有上年数据或除数为0时；不填按0分")
    guidance = forms.CharField(
        label="评分要点",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="专家评分的填写",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [(group.code, group.name) for group in scheme.groups]

    @staticmethod
    def initial_of(each: Indicator) -> dict[str, Any]:
        """What the form holds of an indicator."""
        initial: dict[str, Any] = {
            "code": each.code,
            "name": each.name,
            "group": each.group,
            "full": each.full,
            "figure": each.figure,
            "absent": each.absent,
        }
        if isinstance(each.scale, Linear):
            return initial | {"sort": "linear", "floor": each.scale.floor, "target": each.scale.target}
        if isinstance(each.scale, Steps):
            lines = (f"{plain(step.start)} {plain(step.marks)}" for step in each.scale.steps)
            return initial | {"sort": "steps", "steps": "\n".join(lines)}
        return initial | {"sort": "expert", "guidance": each.scale.guidance}

    def clean_steps(self) -> tuple[Step, ...]:
        """The bands of the text, a line each."""
        lines = [line.split() for line in self.cleaned_data["steps"].splitlines() if line.strip()]
        try:
            pairs = [(Decimal(start), Decimal(marks)) for start, marks in lines]
        except (ValueError, InvalidOperation):
            raise ValidationError("每行填写一档：起点数值，空格，得分。") from None
        if not all(each.is_finite() and abs(each) < Decimal(10) ** 10 for pair in pairs for each in pair):
            raise ValidationError("每行填写一档：起点数值，空格，得分。")
        return tuple(Step(start, marks) for start, marks in pairs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("sort") == "linear":
            for name in ("floor", "target"):
                if cleaned.get(name) is None and name not in self.errors:
                    self.add_error(name, f"按比例计分的，请填写{self.fields[name].label}。")
        return cleaned

    def scale(self) -> Scale:
        """The scale that was typed."""
        given = self.cleaned_data
        if given["sort"] == "linear":
            return Linear(given["floor"], given["target"])
        return Steps(given["steps"]) if given["sort"] == "steps" else Expert(given["guidance"])

    def indicator(self) -> Indicator:
        """The indicator that was typed."""
        given = self.cleaned_data
        scale = self.scale()
        return Indicator(
            code=given["code"],
            group=given["group"],
            name=given["name"],
            full=given["full"],
            scale=scale,
            figure="" if isinstance(scale, Expert) else given["figure"],
            absent=given["absent"] or NOUGHT,
        )


class RevisionForm(forms.Form):
    """An act on a scheme as it was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
