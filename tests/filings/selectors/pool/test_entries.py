"""Lists of the pool: reach, views, counts by district, what may be entered or linked, the workbook."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from filings.models import PoolEntry, Space
from filings.permissions import Act, can_on_pool, visible_files, visible_pool_entries
from filings.selectors.pool.entries import (
    application_shown,
    candidates,
    linkable_entries,
    operator_to_link,
    pool_counts,
    pool_list,
    pool_timeline,
    spaces_for,
)
from filings.selectors.pool.exported import COLUMNS, write_pool
from filings.services.pool.drafting import draft_from_pool
from filings.services.pool.linking import link_entry
from tests.factories import (
    make_compliant_space,
    make_district,
    make_filing,
    make_operator,
    make_round,
    make_space,
    make_user,
)
from tests.factories_applications import member_of
from tests.factories_pool import clerk_in, guide, leave, make_entry, make_unregistered

pytestmark = pytest.mark.django_db
CODE = "91410100MA9GXQ8K5U"


@pytest.fixture
def here():
    return clerk_in(make_district())


@pytest.fixture
def city():
    return make_user("city")


def test_each_sees_its_own(here, city):
    mine, unregistered = make_entry(), make_unregistered()
    elsewhere = make_unregistered(district=make_district("jinshui"))
    assert set(visible_pool_entries(here)) == {mine, unregistered}
    assert set(visible_pool_entries(city)) == {mine, unregistered, elsewhere}
    assert set(visible_pool_entries(member_of(mine.operator))) == {mine}
    assert not visible_pool_entries(make_user("expert", employer="甲")).exists()


def test_an_entry_goes_with_its_space_to_another_district(here):
    entry = make_entry()
    Space.objects.filter(pk=entry.space_id).update(district=make_district("jinshui"))
    assert not visible_pool_entries(here).exists()
    assert visible_pool_entries(clerk_in(make_district("jinshui"))).get().keeper.slug == "jinshui"


def test_an_entry_goes_with_its_space_to_another_operator():
    entry = make_entry()
    former, later = member_of(entry.operator), make_user("operator")
    Space.objects.filter(pk=entry.space_id).update(operator=later.operator)
    assert not visible_pool_entries(former).exists()
    moved = visible_pool_entries(later).get()
    assert (moved.run_by, moved.code) == (later.operator.name, later.operator.uscc)
    for words in (later.operator.name, later.operator.uscc):
        assert list(pool_list(clerk_in(moved.keeper), words=words)) == [entry]
    stream = BytesIO()
    write_pool(stream, clerk_in(moved.keeper), view="live")
    header, row = load_workbook(stream).active.iter_rows(values_only=True)
    told = dict(zip(header, row, strict=True))
    assert (told["运营机构"], told["统一社会信用代码"]) == (later.operator.name, later.operator.uscc)


def test_what_hangs_on_an_entry_goes_with_it_too(client):
    entry = make_entry(make_compliant_space())
    former, later = member_of(entry.operator), make_user("operator")
    draft = draft_from_pool(entry, actor=former, round_=make_round())
    Space.objects.filter(pk=entry.space_id).update(operator=later.operator)
    file = guide(PoolEntry.objects.get()).files.get().file
    assert later.notices.get().title.startswith("新的辅导记录")
    assert not former.notices.filter(title__startswith="新的辅导记录").exists()
    assert visible_files(later).filter(pk=file.pk).exists()
    assert not visible_files(former).filter(pk=file.pk).exists()
    moved = visible_pool_entries(later).get()
    assert application_shown(moved, later) is None
    assert application_shown(moved, former) == draft
    assert "转为备案申请" in [line.label for line in pool_timeline(moved, former)]
    assert "转为备案申请" not in [line.label for line in pool_timeline(moved, later)]
    assert can_on_pool(later, Act.DRAFT_FROM_POOL, moved)
    assert not can_on_pool(former, Act.DRAFT_FROM_POOL, moved)


def test_views_and_order(here, city):
    ready, far = make_entry(make_compliant_space()), make_entry(make_space())
    gone = leave(make_entry(make_space()))
    waiting = make_unregistered(uscc=CODE)
    make_operator(uscc=CODE)
    assert list(pool_list(here)) == [ready, *sorted((far, waiting), key=lambda each: -each.assessments.get().passes)]
    assert list(pool_list(here, view="ready")) == [ready]
    assert list(pool_list(here, view="closed")) == [gone]
    assert list(pool_list(here, view="link")) == [waiting] == list(linkable_entries(here))
    assert list(pool_list(city, district="jinshui")) == []
    assert list(pool_list(city, words=ready.operator.uscc)) == [ready]
    assert list(pool_list(city, words=waiting.name)) == [waiting]


def test_counts_by_district(city, django_assert_num_queries):
    make_entry(make_compliant_space())
    make_unregistered()
    leave(make_entry())
    make_unregistered(district=make_district("jinshui"))
    with django_assert_num_queries(2):
        found = {each.district.slug: each for each in pool_counts(city)}
    assert (found["gxq"].live, found["gxq"].ready, found["gxq"].filed) == (2, 1, 0)
    assert found["jinshui"].live == 1


def test_candidates_leave_out_what_is_in_the_pool_or_fully_filed(here):
    free, filed, professional = make_space(), make_space(), make_space(kind="professional")
    make_filing(filed)
    make_filing(professional)
    make_entry(make_space())
    make_space(make_operator(status="pending"))
    assert [(space, space.is_filed) for space in candidates(here)] == [(free, False), (filed, True)]
    assert list(candidates(here, free.operator.uscc)) == [free]
    assert not candidates(make_user("city")).exists()


def test_what_an_unregistered_entry_may_be_linked_to(here):
    entry = make_unregistered(uscc=CODE)
    assert operator_to_link(entry) is None
    operator = make_operator(uscc=CODE)
    space, taken = make_space(operator), make_entry(make_space(operator)).space
    make_space(operator, district=make_district("jinshui"))
    assert operator_to_link(entry) == operator
    assert list(spaces_for(entry, operator)) == [space]
    linked = link_entry(entry, actor=here, operator=operator, space=space)
    assert operator_to_link(linked) is None
    assert taken.pool_entries.get().is_live


def test_the_workbook_holds_what_the_list_shows_with_masked_phones(here):
    entry = make_unregistered(operator_name="=1+1公司")
    guide(entry)
    stream = BytesIO()
    write_pool(stream, here, view="live")
    header, row = load_workbook(stream).active.iter_rows(values_only=True)
    assert header == tuple(column.header for column in COLUMNS)
    told = dict(zip(header, row, strict=True))
    assert told["联系电话"] == "137****5678"
    assert told["运营机构"] == "'=1+1公司"
    assert told["不符合（项）"] == entry.assessments.get().fails
    assert "创业工位：还差10个工位" in told["差距"]
    assert (told["辅导（次）"], told["最近辅导"]) == (1, "2026-03-05")
