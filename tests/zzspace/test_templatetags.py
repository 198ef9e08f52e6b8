"""The front-end kit: what its tags and filters write, and that templates use icons that exist."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from zzspace import wording
from zzspace.icons import UnknownIconError, drawing

ICON_TAG = re.compile(r'{% icon "([a-z0-9-]+)"')


class AreaForm(forms.Form):
    area = forms.DecimalField(label="总面积", widget=forms.NumberInput(attrs={"data-unit": "㎡"}))
    kind = forms.ChoiceField(label="类型", choices=[("a", "综合性"), ("b", "专业化")], widget=forms.RadioSelect)

    def clean(self):
        raise forms.ValidationError("服务面积超过总面积。")


def render(source, query="", **context):
    request = RequestFactory().get(f"/list/{query}")
    template = engines["django"].from_string(source)
    return template.render(context | {"request": request})


def test_an_icon_is_inline_svg_hidden_from_screen_readers():
    assert render('{% icon "check" %}') == (
        '<svg class="ti" viewBox="0 0 24 24" aria-hidden="true"><path d="M5 12l5 5l10 -10"/></svg>'
    )


def test_an_icon_takes_a_class():
    assert render('{% icon "check" "fi" %}').startswith('<svg class="ti fi"')


def test_an_unknown_icon_raises():
    with pytest.raises(UnknownIconError, match="no-such-icon"):
        drawing("no-such-icon")


def test_every_icon_named_in_a_template_exists():
    named = {
        name
        for file in Path(settings.BASE_DIR, "templates").rglob("*.html")
        for name in ICON_TAG.findall(file.read_text())
    }
    assert {name for name in named if not drawing(name)} == set()


@pytest.mark.parametrize(
    ("value", "words", "css"),
    [
        ("pass", "符合", "st-pass"),
        ("fail", "不符合", "st-fail"),
        ("review", "需人工核实", "st-review"),
        ("missing", "缺少数据", "st-miss"),
    ],
)
def test_a_verdict_is_colour_icon_and_word(value, words, css):
    written = render("{% verdict value %}", value=value)
    assert written.startswith(f'<span class="st {css}"><svg')
    assert written.endswith(f"{words}</span>")


def test_a_status_can_do_without_icon():
    assert render('{% status "3件" "review" icon="" %}') == '<span class="st st-review">3件</span>'


def test_a_status_escapes_its_word():
    assert "&lt;b&gt;" in render("{% status word %}", word="<b>")


def test_the_bar_gives_each_part_its_width_and_says_the_numbers():
    written = render("{% vbar counts %}", counts={"pass": 28, "fail": 2, "review": 0, "missing": 3})
    assert 'viewBox="0 0 33 1"' in written
    assert 'aria-label="符合28，不符合2，需人工核实0，缺少数据3"' in written
    assert re.findall(r'class="(v-\w+)" x="(\d+)" width="(\d+)"', written) == [
        ("v-pass", "0", "28"),
        ("v-fail", "28", "2"),
        ("v-miss", "30", "3"),
    ]


def test_the_key_of_a_bar_leaves_out_what_is_nought():
    written = render("{% vkey counts %}", counts={"pass": 33, "review": 2})
    assert re.findall(r"(\w+)<b>(\d+)</b>", written) == [("符合", "33"), ("需人工核实", "2")]


@pytest.mark.parametrize(
    ("clause", "anchor"),
    [
        ("第五条第（四）项", "a5-4"),
        ("第五条第（二）（三）项", "a5-2"),
        ("第十五条", "a15"),
        ("第十五条第（二）项", "a15-2"),
        ("第二十条", "a20"),
        ("《郑州市众创空间管理办法》第八条", "a8"),
        ("《国家众创空间备案暂行规定》第五条", ""),
        ("国科火字〔2017〕120号", ""),
    ],
)
def test_a_clause_leads_to_its_text(clause, anchor):
    assert wording.clause_anchor(clause) == anchor


def test_cite_links_the_regulation_and_nothing_else():
    assert render('{% cite "第八条" %}') == '<a class="cite" href="/policy/#a8">第八条</a>'
    assert render('{% cite "国科火字〔2017〕120号" %}') == "国科火字〔2017〕120号"


@pytest.mark.parametrize(
    ("filter_name", "value", "written"),
    [
        ("date_zh", date(2026, 3, 16), "2026年3月16日"),
        ("date_zh", None, ""),
        ("day_zh", date(2026, 3, 16), "3月16日"),
        ("days_zh", date(2026, 3, 26), "3月26日（星期四）"),
        ("days_zh", date(2026, 3, 29), "3月29日（星期日）"),
        ("days_zh", datetime(2026, 3, 25, 16, 30, tzinfo=UTC), "3月26日（星期四）"),
        ("moment_zh", datetime(2026, 3, 4, 1, 41, tzinfo=UTC), "3月4日09:41"),
        ("two_places", Decimal(1280), "1,280.00"),
        ("area", Decimal(1280), "1,280.00㎡"),
        ("area", Decimal("36.245"), "36.25㎡"),
        ("area", None, ""),
        ("money", Decimal(150), "150万元"),
        ("money", Decimal("1280.5"), "1,280.50万元"),
        ("mask_phone", "13812341234", "138****1234"),
        ("mask_phone", "0371-6718", "037**6718"),
        ("mask_phone", "110", "***"),
        ("mask_phone", None, ""),
    ],
)
def test_filters(filter_name, value, written):
    assert render(f"{{{{ value|{filter_name} }}}}", value=value) == written


def test_money_takes_another_unit():
    assert render('{{ value|money:"元" }}', value=Decimal("20.00")) == "20元"


def test_form_errors_link_to_the_fields_and_say_how_many():
    written = render("{% form_errors form %}", form=AreaForm({"area": "x", "kind": ""}))
    assert "还有3处需要处理" in written
    assert re.findall(r"<li>(.*?)</li>", written) == [
        "服务面积超过总面积。",
        '<a href="#id_area">总面积：请填写数字。</a>',
        '<a href="#id_kind_0">类型：请填写这一项。</a>',
    ]


def test_form_errors_of_an_unbound_form_are_nothing():
    assert render("{% form_errors form %}", form=AreaForm()).strip() == ""


def test_crispy_does_not_repeat_a_summary_that_the_page_has_shown():
    source = "{% load crispy_forms_filters %}{% form_errors form %}{{ form|crispy }}"
    assert render(source, form=AreaForm({})).count('id="errors"') == 1


def test_crispy_shows_the_summary_where_the_page_has_not():
    assert render("{% load crispy_forms_filters %}{{ form|crispy }}", form=AreaForm({})).count('id="errors"') == 1


def test_a_field_names_its_error_and_its_unit():
    written = render("{% load crispy_forms_filters %}{{ form|crispy }}", form=AreaForm({"kind": "a"}))
    control = re.search(r'<input type="number"[^>]*>', written)[0]
    assert 'aria-invalid="true"' in control
    assert 'aria-describedby="id_area_error"' in control
    assert '<span class="input-group-text">㎡</span>' in written
    assert '<label class="form-label req" for="id_area">总面积</label>' in written


def page_of(number, rows=120, size=25):
    return Paginator(range(rows), size).page(number)


def test_the_pager_keeps_the_rest_of_the_address():
    written = render('{% pager page noun="件" %}', "?kind=a&page=2&kind=b", page=page_of(2))
    assert "第26至50件，共120件" in written
    assert 'href="?kind=a&amp;kind=b&amp;page=3" rel="next"' in written
    assert '<b aria-current="true">25</b><a href="?kind=a&amp;kind=b&amp;page=1&amp;per_page=50"' in written
    assert '<span class="page-link" aria-current="page">2</span>' in written


def test_a_short_list_has_no_pages_and_no_sizes():
    written = render("{% pager page %}", page=page_of(1, rows=8))
    assert "第1至8条，共8条" in written
    assert "<ul" not in written
    assert "每页" not in written


def test_the_pager_may_stand_inside_a_form():
    assert "<form" not in render("{% pager page %}", page=page_of(2))
