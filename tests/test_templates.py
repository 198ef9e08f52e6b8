"""Guards over all templates: each compiles, and none holds what the content security policy forbids."""

import re

import pytest
from django.template.loader import get_template

from tests.source import ROOT, files

TEMPLATES = [path.relative_to(ROOT / "templates").as_posix() for path in files("templates", suffix=".html")]
SHOWN = [name for name in TEMPLATES if not name.startswith("documents/")]  # those of PDF files carry their own style

COMMENTS = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", flags=re.DOTALL)
INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", flags=re.IGNORECASE),
    "style element": re.compile(r"<style\b", flags=re.IGNORECASE),
    "script without src": re.compile(
        r"<script\b(?![^>]*\ssrc=)(?![^>]*\stype=\"application/json\")", flags=re.IGNORECASE
    ),
    "on… attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", flags=re.IGNORECASE),
    "hx-on attribute": re.compile(r"\shx-on[:\-=]", flags=re.IGNORECASE),
    "javascript: address": re.compile(r"javascript:", flags=re.IGNORECASE),
    "third-party address": re.compile(r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=\"(?:https?:)?//"),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_compiles(name):
    get_template(name)


@pytest.mark.parametrize("name", SHOWN)
def test_template_holds_nothing_inline(name):
    markup = COMMENTS.sub("", (ROOT / "templates" / name).read_text("utf-8"))
    assert [what for what, pattern in INLINE.items() if pattern.search(markup)] == []


def test_patterns_find_what_they_are_for():
    samples = {
        "style attribute": '<p class="x" style="color:red">',
        "style element": "<style>p{}</style>",
        "script without src": "<script>go()</script>",
        "on… attribute": '<a onclick="go()">',
        "hx-on attribute": '<a hx-on:click="go()">',
        "javascript: address": '<a href="javascript:go()">',
        "third-party address": '<script src="https://cdn.example/x.js">',
    }
    assert [what for what, sample in samples.items() if not INLINE[what].search(sample)] == []
    assert not INLINE["script without src"].search('<script type="module" src="{% static \'js/a.js\' %}"></script>')
    assert not INLINE["script without src"].search('<script id="rows" type="application/json">')
