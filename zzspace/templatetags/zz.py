"""Tags and filters of the front-end kit: icons, status, bars, clauses, error summaries, pages. No page's own logic.

{% icon "bell" %}                          inline SVG of a Tabler icon; a second argument adds a class
{% status "退回补正" "review" %}            tag with colour, icon and word; icon="hourglass" overrides, icon="" leaves it out
{% verdict "fail" %}                       符合, 不符合, 需人工核实, 缺少数据; a second argument replaces the word
{% vbar counts %} {% vkey counts %}        stacked bar and its key from {"pass": 28, "fail": 2, "review": 2, "missing": 3}
{% cite "第五条第（四）项" %}                link to the clause in the policy text
{% form_errors form other_form %}          summary of errors with links to the fields
{% pager page_obj %}                       pages and 25/50/100, keeping the query string
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from zzspace import wording
from zzspace.icons import icon_svg

register = template.Library()

POLICY_PATH = "/policy/"
PAGE_SIZES = (25, 50, 100)
VERDICTS = {
    "pass": ("符合", "circle-check"),
    "fail": ("不符合", "circle-x"),
    "review": ("需人工核实", "user-search"),
    "missing": ("缺少数据", "circle-dashed"),
}
TONES = {"pass": "pass", "fail": "fail", "review": "review", "missing": "miss"}
TONE_ICONS = {
    "pass": "circle-check",
    "fail": "alert-circle",
    "review": "clock",
    "blue": "pencil",
    "danger": "ban",
    "miss": "circle-dashed",
    "line": "",
    "": "",
}

for function in (
    wording.date_zh,
    wording.day_zh,
    wording.days_zh,
    wording.moment_zh,
    wording.two_places,
    wording.figure,
    wording.area,
    wording.money,
    wording.mask_phone,
):
    register.filter(function.__name__, function)


@register.simple_tag
def icon(name: str, css_class: str = "") -> SafeString:
    """Inline SVG of a Tabler icon; an unknown name raises."""
    return icon_svg(name, css_class)


@register.simple_tag
def status(word: str, tone: str = "", icon: str | None = None) -> SafeString:
    """Colour, icon and word. Tones: pass, fail, review, blue, danger, miss, line or "" (grey)."""
    name = TONE_ICONS.get(tone, "") if icon is None else icon
    drawn = icon_svg(name) if name else ""
    return format_html('<span class="st{}">{}{}</span>', f" st-{tone}" if tone else "", drawn, word)


@register.simple_tag
def verdict(value: str, word: str = "") -> SafeString:
    """Tag of a verdict: pass, fail, review or missing."""
    label, drawn = VERDICTS[str(value)]
    return status(word or label, TONES[str(value)], icon=drawn)


@register.filter
def tone(value: str) -> str:
    """The colour name of a verdict: fail → fail, missing → miss; for classes t-…, st-…, v-…."""
    return TONES.get(str(value), "")


def _segments(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    by_name = {str(key): number for key, number in counts.items()}
    parts, start = [], 0
    for value, (word, drawn) in VERDICTS.items():
        number = by_name.get(value, 0)
        part = {"tone": TONES[value], "word": word, "icon": drawn, "number": number, "start": start}
        parts.append(part)
        start += number
    return parts


@register.simple_tag
def vbar(counts: Mapping[Any, int], unit: str = "") -> str:
    """Stacked bar; `unit` (件) is spoken after each number."""
    by_name = {str(key): number for key, number in counts.items()}
    return _bar(tuple(by_name.get(value, 0) for value in VERDICTS), unit)


@lru_cache(maxsize=4096)
def _bar(numbers: tuple[int, ...], unit: str) -> str:
    """The drawing of a bar: a list has one a row, and the same numbers give the same bar."""
    parts = _segments(dict(zip(VERDICTS, numbers, strict=True)))
    return get_template("components/vbar.html").render({"parts": parts, "total": sum(numbers) or 1, "unit": unit})


@register.inclusion_tag("components/vkey.html")
def vkey(counts: Mapping[str, int]) -> dict[str, Any]:
    """The words and numbers of a stacked bar; what is 0 is left out."""
    return {"parts": [part for part in _segments(counts) if part["number"]]}


@register.simple_tag
def cite(clause: str, css_class: str = "") -> SafeString | str:
    """Link to the clause's text; a text that names no article of the regulation stays text."""
    anchor = wording.clause_anchor(clause)
    if not anchor:
        return clause
    return format_html('<a class="{}" href="{}#{}">{}</a>', f"cite {css_class}".strip(), POLICY_PATH, anchor, clause)


@register.simple_tag
def select_box(field: BoundField) -> SafeString:
    """The select of a filter, named by its label: what the form's own widget draws through a template for every option."""
    value = field.value()
    chosen = "" if value is None else str(value)
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (key, mark_safe(" selected") if str(key) == chosen else "", label)
            for key, label in field.field.choices  # type: ignore[attr-defined]  # is_select was asked
        ),
    )
    return format_html(
        '<select name="{}" id="{}" class="form-select" aria-label="{}">{}</select>',
        field.html_name,
        field.id_for_label,
        field.label,
        options,
    )


@register.filter
def unit(field: BoundField) -> str:
    """The unit written after a control: data-unit of its widget."""
    return field.field.widget.attrs.get("data-unit", "")


@register.filter
def choice_key(keys: str, place: int) -> str:
    """The key cap of the choice at this place: "123" at 1 → 2; "" beyond the last."""
    return keys[place : place + 1]


def _field_target(field: BoundField) -> str:
    if field.is_hidden:
        return ""
    return field.id_for_label or (f"{field.auto_id}_0" if field.auto_id else "")


def _form_problems(form: BaseForm) -> list[dict[str, str]]:
    problems = [{"text": str(error), "target": ""} for error in form.non_field_errors()]
    for field in form:
        label = f"{field.label}：" if field.label else ""
        problems += [{"text": f"{label}{error}", "target": _field_target(field)} for error in field.errors]
    return problems


def _problems(form: BaseForm | BaseFormSet) -> list[dict[str, str]]:
    if isinstance(form, BaseFormSet):
        own = [{"text": str(error), "target": ""} for error in form.non_form_errors()]
        return own + [problem for part in form.forms for problem in _form_problems(part)]
    return _form_problems(form)


@register.inclusion_tag("components/form_errors.html")
def form_errors(*forms: BaseForm | BaseFormSet) -> dict[str, Any]:
    """Summary of what needs attention in bound forms and formsets, above them; crispy then leaves its own out."""
    problems: list[dict[str, str]] = []
    for form in forms:
        if not form or not form.is_bound:
            continue
        problems += _problems(form)
        for part in getattr(form, "forms", [form]):
            part.errors_summarised = True
    return {"problems": problems}


def _query(request: HttpRequest, **changes: object) -> str:
    params = request.GET.copy()
    for name, value in changes.items():
        params[name] = str(value)
    return f"?{params.urlencode()}"


def _page_links(request: HttpRequest, page: Page, page_field: str) -> list[dict[str, Any]]:
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [
        {"number": number, "active": number == page.number, "url": _query(request, **{page_field: number})}
        if isinstance(number, int)
        else {"number": "…", "active": False, "url": ""}
        for number in shown
    ]


def _size_links(request: HttpRequest, page: Page, page_field: str, size_field: str) -> list[dict[str, Any]]:
    """A change of size starts at the first page again."""
    return [
        {
            "number": size,
            "active": size == page.paginator.per_page,
            "url": _query(request, **{page_field: 1, size_field: size}),
        }
        for size in PAGE_SIZES
    ]


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(
    context: template.Context, page: Page, noun: str = "条", page_field: str = "page", size_field: str = "per_page"
) -> dict[str, Any]:
    """Which rows of how many, page size, page links; the other parameters of the address are kept."""
    request = context["request"]
    many = page.paginator.count > PAGE_SIZES[0]
    return {
        "page": page,
        "noun": noun,
        "sizes": _size_links(request, page, page_field, size_field) if many else [],
        "links": _page_links(request, page, page_field) if page.has_other_pages() else [],
        "before": _query(request, **{page_field: page.previous_page_number()}) if page.has_previous() else "",
        "after": _query(request, **{page_field: page.next_page_number()}) if page.has_next() else "",
    }
