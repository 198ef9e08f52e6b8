"""Schemes: copied, saved, frozen; the example stands at every start and says that it is one."""

from dataclasses import replace
from decimal import Decimal

import pytest

from evaluation.models import EvaluationScheme
from evaluation.scoring.example_scheme import EXAMPLE
from evaluation.services.campaigns.schemes import copy_scheme, freeze_scheme, install_example, save_scheme
from filings.errors import WorkflowRefused
from filings.models import HistoryLine
from tests.evaluation.scoring.schemes import small_scheme
from tests.factories import make_user
from tests.factories_evaluation import make_scheme

pytestmark = pytest.mark.django_db


def example():
    return EvaluationScheme.objects.get(code="example")


def test_the_example_is_there_from_the_start():
    assert (example().scheme, example().is_example, example().version) == (EXAMPLE, True, 1)
    install_example()
    assert EvaluationScheme.objects.count() == 1


def test_a_copy_is_a_draft_of_its_own():
    city = make_user("city")
    copy = copy_scheme(example(), code="zz2026", title="郑州市2026年方案", actor=city)
    assert (copy.version, copy.is_example, copy.is_frozen, copy.copied_from) == (1, False, False, example())
    assert (copy.scheme.title, copy.scheme.kinds) == ("郑州市2026年方案", EXAMPLE.kinds)
    assert HistoryLine.objects.get(record=f"evaluationscheme:{copy.pk}").action == "copy_scheme"


def test_one_draft_of_a_code_and_the_next_version_after_it_is_frozen():
    city = make_user("city")
    first = copy_scheme(example(), code="zz", title="方案", actor=city)
    with pytest.raises(WorkflowRefused, match="已有一个草稿"):
        copy_scheme(example(), code="zz", title="方案", actor=city)
    frozen = freeze_scheme(first, actor=city)
    second = copy_scheme(frozen, code="zz", title="方案", actor=city)
    assert (second.version, second.copied_from) == (2, first)


def test_saving_a_draft_counts_and_a_later_one_wins_nothing():
    city, draft = make_user("city"), make_scheme()
    changed = replace(small_scheme(), title="改过的方案", cap_percent=Decimal(15))
    saved = save_scheme(draft, scheme=changed, revision=0, actor=city)
    assert (saved.scheme, saved.title, saved.revision) == (changed, "改过的方案", 1)
    with pytest.raises(WorkflowRefused, match="方案有过变动"):
        save_scheme(draft, scheme=small_scheme(), revision=0, actor=city)


def test_what_is_frozen_or_the_example_never_changes():
    city, draft = make_user("city"), make_scheme()
    freeze_scheme(draft, actor=city)
    for record in (draft, example()):
        with pytest.raises(WorkflowRefused, match="不能修改"):
            save_scheme(record, scheme=small_scheme(), revision=0, actor=city)


def test_a_scheme_with_problems_is_not_frozen():
    wrong = make_scheme(small_scheme(good=Decimal(90)))
    with pytest.raises(WorkflowRefused) as refused:
        freeze_scheme(wrong, actor=make_user("city"))
    assert refused.value.problems == ("等级分数线应由高到低：100 ≥ 优秀 ≥ 良好 ≥ 合格 > 0。",)
    wrong.refresh_from_db()
    assert not wrong.is_frozen


@pytest.mark.parametrize("role", ["operator", "district", "expert", "admin", "auditor"])
def test_the_city_alone_keeps_schemes(role):
    with pytest.raises(WorkflowRefused, match="由市科技局组织"):
        copy_scheme(example(), code="x", title="x", actor=make_user(role))
