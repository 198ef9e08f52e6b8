"""Downloads of a year: what each role's template and export hold, how the list's filters act, what is no address."""

import pytest
from django.urls import reverse

from evaluation.services.imports.load import load_file
from evaluation.statistics.importing import read_returns, returns_layout
from tests.factories import make_district, make_operator, make_user
from tests.factories_statistics import YEAR, make_filed_space, make_return, make_window
from zzspace.sheets import read_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.SECOND_FACTOR_ROLES = []


@pytest.fixture
def spaces():
    """Three makerspaces, the first two in one district and the first alone of operator `own`."""
    make_window()
    gxq, jinshui = make_district("gxq"), make_district("jinshui")
    made = {}
    for name, district in (("甲", gxq), ("乙", gxq), ("丙", jinshui)):
        made[name] = make_filed_space(operator=make_operator(district=district), name=name)
    return made


def account(role, spaces):
    fields = {
        "operator": {"operator": spaces["甲"].operator},
        "district": {"district": spaces["甲"].district},
    }
    return make_user(role, **fields.get(role, {}))


def names_in(answer):
    """The names in a downloaded sheet."""
    assert answer.status_code == 200
    (sheet, *_) = read_workbook(answer.getvalue()).sheets
    return sorted(row.ids["name"] for row in read_returns(sheet, returns_layout(sheet)))


def export(client, **query):
    return client.get(reverse("evaluation:statistics-export", args=[YEAR]), query)


REACH = {"operator": ["甲"], "district": ["乙", "甲"], "city": ["丙", "乙", "甲"], "admin": ["丙", "乙", "甲"]}


@pytest.mark.parametrize("role", REACH)
def test_a_template_holds_the_makerspaces_within_reach(client, spaces, role):
    client.force_login(account(role, spaces))
    answer = client.get(reverse("evaluation:statistics-template", args=[YEAR]))
    assert names_in(answer) == REACH[role]
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E4%BC%97%E5%88%9B%E7%A9%BA%E9%97%B4%E5%B9%B4%E5%BA%A6%E7%BB%9F%E8%AE%A1%E6%8A%A5%E8%A1%A8"
        "2025%E5%B9%B4%E5%BA%A6%EF%BC%88%E6%A8%A1%E6%9D%BF%EF%BC%89.xlsx"
    )


@pytest.mark.parametrize("role", REACH)
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_an_export_holds_the_returns_within_reach(client, spaces, role, suffix):
    for space in spaces.values():
        make_return(space, state="submitted")
    client.force_login(account(role, spaces))
    assert names_in(export(client, format=suffix)) == REACH[role]


def test_a_draft_is_in_its_operator_s_export_alone(client, spaces):
    make_return(spaces["甲"], state="open")
    for role, names in (("operator", ["甲"]), ("district", []), ("city", [])):
        client.force_login(account(role, spaces))
        assert names_in(export(client)) == names


def test_the_filters_of_the_list_narrow_an_export(client, spaces):
    make_return(spaces["甲"], state="submitted")
    make_return(spaces["乙"], state="confirmed")
    make_return(spaces["丙"], state="confirmed")
    client.force_login(account("city", spaces))
    assert names_in(export(client, state="confirmed")) == ["丙", "乙"]
    assert names_in(export(client, district="gxq")) == ["乙", "甲"]
    assert names_in(export(client, q="丙")) == ["丙"]
    assert names_in(export(client, state="confirmed", district="gxq", format="csv")) == ["乙"]


@pytest.mark.parametrize("name", ["statistics-template", "statistics-export"])
@pytest.mark.parametrize("year", [2024, 0, 10**30])
def test_a_year_that_is_not_set_is_no_address(client, spaces, name, year):
    client.force_login(account("city", spaces))
    assert client.get(reverse(f"evaluation:{name}", args=[year])).status_code == 404


def test_another_format_is_no_address(client, spaces):
    client.force_login(account("city", spaces))
    assert export(client, format="xls").status_code == 404


def test_downloads_ask_little(client, spaces, django_assert_max_num_queries):
    for space in spaces.values():
        make_return(space, state="submitted")
    client.force_login(account("city", spaces))
    for url in ("statistics-template", "statistics-export"):
        with django_assert_max_num_queries(8):
            client.get(reverse(f"evaluation:{url}", args=[YEAR])).getvalue()


def test_the_lists_lead_to_the_downloads(client, spaces):
    make_return(spaces["甲"], state="submitted")
    template, exported = (
        reverse(f"evaluation:{name}", args=[YEAR]) for name in ("statistics-template", "statistics-export")
    )
    client.force_login(account("operator", spaces))
    page = client.get(reverse("evaluation:returns")).content.decode()
    assert f'href="{template}"' in page
    assert f'href="{exported}"' in page
    client.force_login(account("city", spaces))
    page = client.get(reverse("evaluation:returns"), {"year": YEAR, "state": "submitted"}).content.decode()
    assert f'href="{exported}?year={YEAR}&amp;state=submitted"' in page


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_an_export_that_is_imported_again_changes_nothing(client, spaces, suffix):
    for name, state in (("甲", "submitted"), ("乙", "confirmed"), ("丙", "confirmed")):
        make_return(spaces[name], state=state)
    city = account("city", spaces)
    client.force_login(city)
    content = export(client, format=suffix).getvalue()
    found = load_file(content, name=f"年报.{suffix}", year=YEAR, actor=city, reason="", commit=True, skip_refused=False)
    assert (found.counts, found.written) == ({"new": 0, "changed": 0, "unchanged": 3, "refused": 0}, 0)
