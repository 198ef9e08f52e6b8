"""The expert's marks as a draft: saved with and without scripts, nothing that was typed is lost."""

from decimal import Decimal

import pytest
from django.urls import reverse

from evaluation.models import ExpertMark
from tests.factories import make_user
from tests.factories_evaluation import entry_of, make_marking, make_open_campaign, make_reported_space, self_assess

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    space = make_reported_space()
    entry = entry_of(make_open_campaign(), space)
    self_assess(entry)
    place = make_marking(entry, make_user("expert"))
    ExpertMark.objects.create(assignment=place, indicator="T", marks=Decimal(11), comment="原评语")
    return place


@pytest.fixture
def expert(client, place):
    client.force_login(place.expert)
    return client


def page(place, name="marking"):
    return reverse(f"evaluation:{name}", args=[place.pk])


def test_a_draft_that_can_be_read_is_saved_and_told(expert, place):
    answer = expert.post(page(place, "marking-save"), {"mark_T": "12.5", "comment_T": "记录完整"}, follow=True)
    assert answer.redirect_chain == [(page(place), 302)]
    assert "评分已保存。" in answer.content.decode()
    assert (place.marks.get().marks, place.marks.get().comment) == (Decimal("12.50"), "记录完整")


def test_without_scripts_what_cannot_be_read_is_shown_again_as_it_was_typed(expert, place):
    answer = expert.post(page(place, "marking-save"), {"mark_T": "1o", "comment_T": "新评语"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"mark_T"}
    for words in ('value="1o"', "请填写数字，例如12.5。", "标出的没有保存"):
        assert words in text
    assert "评分已保存。" not in text
    assert f'action="{page(place)}"' in text  # what is submitted from here is submitted for good
    assert (place.marks.get().marks, place.marks.get().comment) == (Decimal("11.00"), "新评语")


def test_htmx_is_told_with_422(expert, place):
    answer = expert.post(
        page(place, "marking-save"), {"mark_T": "1o", "comment_T": "新评语"}, headers={"hx-request": "true"}
    )
    assert (answer.status_code, "请填写数字，例如12.5。" in answer.content.decode()) == (422, True)
    assert place.marks.get().comment == "新评语"
