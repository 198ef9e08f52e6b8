"""The yearly report: what it says, for whom, its charts and tables, fonts and bytes; 草稿 until the year is closed."""

import io
import re
import subprocess
from decimal import Decimal

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from evaluation.documents.yearly_report import is_draft, pictures, report_context, report_pdf
from evaluation.models import StatisticsYear
from evaluation.selectors.statistics.report import yearly_report
from evaluation.selectors.statistics.shapes import Asked
from tests.factories import make_district, make_historic_filing, make_operator, make_space, make_user
from tests.factories_statistics import YEAR, make_filed_space, make_return, make_window
from tests.zzspace.pdf_reading import page_sizes, page_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def spaces():
    """Two districts, one with a professional makerspace; counted in both years, and one that is missing."""
    made = []
    for slug, total in (("jinshui", "6000"), ("gxq", "5000")):
        district = make_district(slug)
        space = make_filed_space(operator=make_operator(district=district), district=district)
        make_return(space, state="locked", year=YEAR - 1)
        make_return(space, state="confirmed", b1=Decimal(total), b2=Decimal(total) - 3000)
        made.append(space)
    focused = make_space(
        operator=made[1].operator, district=made[1].district, kind="professional", focus_field="新材料"
    )
    make_historic_filing(focused, kind="professional")
    return made


def report_for(user):
    return yearly_report(user, Asked(YEAR))


def pdf_for(user):
    return report_pdf(report_for(user), user=user, window=make_window())


def context_of(report, **fields):
    given = {"district": None, "issuer": "郑州市科学技术局", "is_draft": True} | fields
    return report_context(report, **given)


def test_it_says_who_is_counted_and_how_figures_changed(spaces):
    context = context_of(report_for(make_user("city")))
    assert context["reporting"] == (
        "2025年末在备案名单中、应报送年度统计数据的众创空间3家，本报告计入2家。其中未计入的，尚未报送1家。"
    )
    assert context["sentences"][:2] == [
        "总收入11,000千元，同口径较上年增长10.0%。",
        "当年服务创业团队80个，同口径较上年持平。",
    ]
    assert context["same"] == "同口径指2024年和2025年都计入的2家。"
    assert context["as_of"] == "2026年3月5日"


def test_tables_hold_groups_with_several_figures(spaces):
    tables = context_of(report_for(make_user("city")))["tables"]
    assert [(table["numeral"], table["heading"]) for table in tables] == [
        ("四", "区县分布"),
        ("五", "类型分布"),
        ("六", "产业领域分布"),
    ]
    assert tables[0]["rows"] == [
        {"label": "金水区", "counts": "1／1", "totals": ["6,000", "40", "30", "260", "9,000"]},
        {"label": "郑州高新技术产业开发区", "counts": "1／2", "totals": ["5,000", "40", "30", "260", "9,000"]},
    ]
    assert tables[2]["rows"][1] == {"label": "新材料", "counts": "0／1", "totals": ["—"] * 5}


def test_a_district_gets_its_own_without_districts(spaces):
    user = make_user("district", district=spaces[1].district)
    context = context_of(report_for(user), district=spaces[1].district, issuer=spaces[1].district.bureau)
    assert [table["heading"] for table in context["tables"]] == ["类型分布", "产业领域分布"]
    assert (context["place"], context["rows"][5]["total"]) == ("郑州高新技术产业开发区", "5,000")
    text = "".join(page_texts(pdf_for(user)))
    assert "金水" not in text
    assert "11,000" not in text


def test_the_paper_holds_prose_charts_tables_and_all_figures(spaces):
    pdf = pdf_for(make_user("city"))
    pages = page_texts(pdf)
    text = "".join(pages)
    assert set(page_sizes(pdf)) == {(210, 297)}
    assert "郑州市众创空间2025年度统计报告郑州市科学技术局（数据截至2026年3月5日）" in pages[0]
    assert [page.count("草稿") for page in pages] == [1] * len(pages)
    for words in (
        "一、报送情况",
        "二、总体情况",
        "三、历年趋势",
        "四、区县分布",
        "六、产业领域分布",
        "图3获得投资总额历年合计",
    ):
        assert words in text
    assert re.search(r"B1总收入千元11,00010,000＋10\.0%11,00010,000＋10\.0%", text)
    assert "G3当年新增件" in text
    assert "本年度统计尚未关闭，数据可能变动。" in text


def test_heads_of_tables_are_repeated(spaces):
    pages = page_texts(pdf_for(make_user("city")))
    assert [page.count("指标单位本年合计上年合计") for page in pages[-2:]] == [1, 1]


def test_every_picture_is_in_the_paper(spaces):
    report = report_for(make_user("city"))
    assert list(pictures(report)) == [
        *("trend-0.svg", "trend-1.svg", "trend-2.svg", "by-district.svg", "by-kind.svg", "by-field.svg"),
    ]
    with pikepdf.open(io.BytesIO(pdf_for(make_user("city")))) as file:
        told = [str(item.Alt) for item in file.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
    assert "总收入历年合计（千元）：2024年10,000，2025年11,000" in told
    assert len(told) >= 6


def test_fonts_are_embedded_and_the_drawings_use_no_other(spaces, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf_for(make_user("city")))
    listed = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in listed)
    assert [row for row in listed if "DejaVu" in row] == []


def test_the_same_figures_give_the_same_bytes(spaces):
    user = make_user("city")
    first = pdf_for(user)
    assert pdf_for(user) == first


def test_it_is_a_draft_until_the_year_is_closed(spaces):
    window = make_window()
    assert is_draft(window)
    window.closed_at = timezone.now()
    assert not is_draft(window)
    assert not is_draft(StatisticsYear(year=2023))
    report = report_for(make_user("city"))
    assert "草稿" not in "".join(page_texts(report_pdf(report, user=make_user("city"), window=window)))


def test_a_year_without_counted_returns_says_so():
    make_window()
    user = make_user("city")
    text = "".join(page_texts(pdf_for(user)))
    assert "应报送年度统计数据的众创空间0家，本报告计入0家。" in text
    assert "还没有计入的报表。" in text


def test_it_asks_the_same_however_many_returns(spaces, django_assert_num_queries):
    user = make_user("city")
    with django_assert_num_queries(9):
        report_for(user)
    make_return(make_filed_space(), state="confirmed")
    with django_assert_num_queries(9):
        report_for(user)


def test_it_is_opened_from_the_desk_as_a_pdf(client, settings, spaces):
    settings.SECOND_FACTOR_ROLES = []
    client.force_login(make_user("city"))
    url = reverse("evaluation:statistics-report", args=[YEAR])
    desk = client.get(reverse("evaluation:statistics-overview", args=[YEAR]), {"counting": "reported"})
    assert f'href="{url}?counting=reported"' in desk.content.decode()
    answer = client.get(url, {"counting": "reported"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.getvalue().startswith(b"%PDF-")
    assert client.get(reverse("evaluation:statistics-report", args=[2019])).status_code == 404


def test_admin_and_auditor_see_the_desk_without_the_report(client, settings, spaces):
    settings.SECOND_FACTOR_ROLES = []
    client.force_login(make_user("auditor"))
    assert "统计报告" not in client.get(reverse("evaluation:statistics-overview", args=[YEAR])).content.decode()
