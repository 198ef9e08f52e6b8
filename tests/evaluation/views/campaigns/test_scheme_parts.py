"""Groups and the order of a draft scheme, over the pages; nothing moves once it is frozen."""

import pytest
from django.urls import reverse

from evaluation.models import EvaluationScheme
from evaluation.services.campaigns.schemes import freeze_scheme
from tests.factories import make_user
from tests.factories_evaluation import make_scheme

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, settings):
    settings.SECOND_FACTOR_ROLES = []
    client.force_login(make_user("city"))
    return client


@pytest.fixture
def draft():
    return make_scheme()


def url(name, draft, *arguments):
    return reverse(f"evaluation:{name}", args=[draft.pk, *arguments])


def scheme_of(draft):
    return EvaluationScheme.objects.get(pk=draft.pk).scheme


def test_a_group_is_added_renamed_and_taken_out(office, draft):
    added = {"name": "开放合作", "full": "5", "revision": "0"}
    page = office.post(url("scheme-group", draft, "new"), added, follow=True).content.decode()
    assert "各组满分之和应为100分，现为105分" in page
    assert "综合性“开放合作”各指标满分之和应为5分，现为0分，还差5分。" in page
    code = scheme_of(draft).groups[-1].code
    renamed = added | {"name": "对外开放", "bonus": "on", "revision": "1"}
    office.post(url("scheme-group", draft, code), renamed)
    group = scheme_of(draft).groups[-1]
    assert (group.code, group.name, group.bonus) == (code, "对外开放", True)
    same = office.post(url("scheme-group", draft, code), renamed | {"name": "孵化绩效", "revision": "2"})
    assert same.context["form"].errors["name"] == ["已有同名的分组，请换一个名称。"]
    office.post(url("scheme-group-remove", draft, code), {"revision": "2"})
    assert [each.code for each in scheme_of(draft).groups] == ["a", "b", "c", "d"]


def test_a_group_with_indicators_stays(office, draft):
    address = url("scheme-group-remove", draft, "a")
    assert "分组内还有指标：工位使用、公共平台" in office.get(address).content.decode()
    assert "不能移除" in office.post(address, {"revision": "0"}).content.decode()
    assert len(scheme_of(draft).groups) == 4


def test_groups_and_indicators_move_by_a_button(office, draft):
    page = office.get(url("scheme", draft)).content.decode()
    assert '下移<span class="visually-hidden">：公共平台</span>' not in page
    moved = office.post(url("scheme-group-move", draft, "b"), {"step": "-1", "revision": "0"})
    assert moved.url == f"{url('scheme', draft)}#h-groups"
    assert [each.code for each in scheme_of(draft).groups] == ["b", "a", "c", "d"]
    office.post(url("indicator-move", draft, "comprehensive", "W"), {"step": "1", "revision": "1"})
    assert [each.code for each in scheme_of(draft).indicators("comprehensive")][:2] == ["T", "W"]
    late = office.post(url("indicator-move", draft, "comprehensive", "W"), {"step": "1", "revision": "1"})
    assert (late.status_code, "方案有过变动" in late.content.decode()) == (409, True)
    for step in ("2", "", "x"):
        assert office.post(url("scheme-group-move", draft, "b"), {"step": step, "revision": "2"}).status_code == 404
    assert office.post(url("indicator-move", draft, "other", "W"), {"step": "1", "revision": "2"}).status_code == 404
    assert office.get(url("scheme-group", draft, "none")).status_code == 404


def test_nothing_moves_once_the_scheme_is_frozen(office, draft):
    freeze_scheme(draft, actor=make_user("city"))
    before = scheme_of(draft)
    given = {"step": "1", "revision": "0", "name": "新组", "full": "5"}
    for address in (
        url("scheme-group-move", draft, "a"),
        url("indicator-move", draft, "comprehensive", "W"),
        url("scheme-group", draft, "new"),
        url("scheme-group", draft, "a"),
        url("scheme-group-remove", draft, "d"),
        url("indicator-remove", draft, "comprehensive", "W"),
        url("scheme-head", draft),
    ):
        answer = office.post(address, given)
        assert (answer.status_code, "不能修改。请复制成新的方案后修改" in answer.content.decode()) == (409, True)
    assert scheme_of(draft) == before
    assert "次序" not in office.get(url("scheme", draft)).content.decode()
