"""The finding on one item: 属实, 更正 or 补正, with rows left out, values, reason and evidence. What must hold is in services."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from django import forms

from filings.forms.fields import EvidenceField
from filings.forms.self_check import MOST, MOST_COUNTED
from filings.models import Verification
from filings.rules.facts import FACTS_BY_KEY, FactsError, FactType
from filings.rules.facts.table import Fact
from filings.rules.verdicts import Verdict
from filings.selectors.corrections import Corrections
from filings.selectors.verification import Sheet, SheetItem
from filings.selectors.workspace import RowTable, judged_with, typed_facts
from zzspace.fields import DayField

YES_NO = (("yes", "是"), ("no", "否"))


def value_field(fact: Fact, *, required: bool) -> forms.Field:
    """The control for a corrected value, after the fact's own type."""
    given: dict[str, Any] = {"label": fact.label, "required": required}
    given["error_messages"] = {
        "required": f"请填写更正后的{fact.label}。",
        "invalid": f"请填写正确的{fact.label}。",
        "max_value": f"{fact.label}数值过大，请核对。",
    }
    unit = {"data-unit": fact.unit}
    if fact.type in {FactType.AREA, FactType.MONEY}:
        return forms.DecimalField(
            max_value=MOST[fact.type],
            decimal_places=2,
            min_value=0,
            widget=forms.NumberInput(unit | {"step": "0.01"}),
            **given,
        )
    if fact.type is FactType.COUNT:
        return forms.IntegerField(min_value=0, max_value=MOST_COUNTED, widget=forms.NumberInput(unit), **given)
    if fact.type is FactType.DAY:
        return DayField(**given)
    if fact.type is FactType.TEXT:
        return forms.CharField(max_length=60, **given)
    return forms.ChoiceField(choices=YES_NO if fact.type is FactType.FLAG else fact.choices, **given)


def plain(value: Any, fact: Fact) -> Any:
    """A cleaned value as it is stored: plain JSON."""
    if fact.type is FactType.FLAG:
        return value == "yes"
    if fact.type in {FactType.AREA, FactType.MONEY}:
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else value


def shown(value: Any) -> Any:
    """A fact as a control shows it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


class FindingForm(forms.Form):
    """核实结论 on one item: 属实, 更正 or 补正, with rows left out, values, reason and evidence."""

    verdict = forms.ChoiceField(
        label="核实结论",
        choices=Verification.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择核实结论。"},
    )
    finding = forms.CharField(
        label="核实意见", required=False, max_length=1000, widget=forms.Textarea({"rows": 3}), empty_value=""
    )
    evidence = EvidenceField(label="依据", required=False)
    keep = forms.MultipleChoiceField(label="计入的名册行", required=False)

    def __init__(
        self,
        *args: Any,
        sheet: Sheet,
        item: SheetItem,
        tables: Sequence[RowTable],
        own: Corrections,
        proposed: Mapping[str, Any] = MappingProxyType({}),
        **kwargs: Any,
    ) -> None:
        """`proposed` are values that the controls begin with in place of what is saved; nothing is saved by it."""
        super().__init__(*args, **kwargs)
        self.sheet, self.item, self.own = sheet, item, own
        shown_with_boxes = tables if item.result else ()  # an item without a figure shows its rows, none to untick
        free = [line for table in shown_with_boxes for line in table.lines if line.held_by is None]
        self.refs = [line.ref for line in free]
        self.fields["keep"].choices = [(ref, ref) for ref in self.refs]
        self.initial.setdefault("keep", [line.ref for line in free if not line.out])
        elsewhere = sheet.elsewhere(item.id).values
        for key in typed_facts(item):
            claimed = sheet.judged.claimed.value(key)
            field = value_field(FACTS_BY_KEY[key], required=claimed is not None)
            field.disabled = key in elsewhere
            self.fields[field_name(key)] = field
            self.initial[field_name(key)] = shown({**own.values, **proposed, **elsewhere}.get(key, claimed))

    @property
    def value_fields(self) -> list[forms.BoundField]:
        """The controls of corrected values."""
        return [self[field_name(key)] for key in typed_facts(self.item)]

    def kept_refs(self) -> set[str]:
        """The rows ticked, as the page shows them again after a refused form."""
        return set(self.data.getlist("keep")) if self.is_bound else set(self.initial["keep"])

    def corrections(self) -> Corrections:
        """Rows left out and values changed, from cleaned data."""
        left_out = set(self.refs) - set(self.cleaned_data.get("keep", self.refs))
        rows = frozenset((register, int(pk)) for register, _, pk in (ref.partition(":") for ref in left_out))
        return Corrections(rows, dict(self.changed_values()))

    def changed_values(self) -> Iterator[tuple[str, Any]]:
        """Values that differ from those claimed."""
        for key in typed_facts(self.item):
            given = self.cleaned_data.get(field_name(key))
            if self.fields[field_name(key)].disabled or given in (None, ""):
                continue
            value = plain(given, FACTS_BY_KEY[key])
            if value != plain_claim(self.sheet.judged.claimed.value(key)):
                yield key, value

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        corrections = self.corrections()
        if data["verdict"] == Verification.Verdict.CORRECTED:
            self.check_correction(corrections)
        elif corrections:
            self.add_error("verdict", "数据已改动。要更正的，请选择“更正”；属实的，请恢复勾选和数据。")
        if data.get("verdict") == Verification.Verdict.TO_CORRECT:
            if not data["finding"].strip():
                self.add_error("finding", "请写明需要运营机构补正什么。")
            return data
        self.check_judged(corrections)
        return data

    def check_correction(self, corrections: Corrections) -> None:
        """A correction has data, reason and evidence."""
        if self.item.result and not corrections:
            self.add_error("verdict", "更正须取消勾选名册行，或填写更正后的数据。")
        if not self.cleaned_data["finding"].strip():
            self.add_error("finding", "请填写更正理由。")
        before = self.item.verification
        kept = before is not None and before.verdict == Verification.Verdict.CORRECTED and before.evidence is not None
        if not kept and not self.cleaned_data.get("evidence"):
            self.add_error("evidence", "请上传更正的依据。")

    def check_judged(self, corrections: Corrections) -> None:
        """The corrected facts agree among themselves; what a person must settle has a finding."""
        try:
            judged = judged_with(self.sheet, self.item, corrections)
        except FactsError as refused:
            self.add_error(None, [problem.reason for problem in refused.problems])
            return
        has_finding = self.cleaned_data.get("finding", "").strip() or "finding" in self.errors
        if self.item.result and judged.result.check(self.item.id).verdict is Verdict.REVIEW and not has_finding:
            self.add_error("finding", "这一项需人工核实，请填写核实意见，说明认定的理由。")


def field_name(key: str) -> str:
    """value_site__workstations for site.workstations."""
    return f"value_{key.replace('.', '__')}"


def plain_claim(value: Any) -> Any:
    """A claimed fact in the form in which values are stored."""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, bool | int | str) or value is None else str(value)
