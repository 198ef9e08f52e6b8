"""Documents of an evaluation as PDF: what they say, fonts, tags, type area with long names and many rows, same bytes."""

import io
import re
import subprocess
from decimal import Decimal

import pikepdf
import pytest
import time_machine

from evaluation.documents.evaluation_report import pictures
from evaluation.documents.issuing import rendered_bytes
from evaluation.models import CampaignDocument, HistoricGrade
from evaluation.services.campaigns.results import correct_result
from filings.models import Space
from tests.factories import make_user
from tests.factories_campaign_documents import NUMBER, issue, make_published
from tests.factories_evaluation import entry_of
from tests.filings.documents.samples import LONG_NAME
from tests.zzspace.pdf_reading import page_chars, page_sizes, page_texts
from zzspace.pdf import render_pdf

pytestmark = pytest.mark.django_db

LEFT, TOP, RIGHT, BOTTOM = 28.0, 37.0, 184.0, 262.0
KINDS = [kind.value for kind in CampaignDocument.Kind]


@pytest.fixture
def city():
    return make_user("city")


@pytest.fixture
def issued(city):
    campaign, good, plain, silent = make_published(city)
    HistoricGrade.objects.create(space=plain, year=2024, grade="good", loaded_by=city)
    issue(campaign, city)
    return campaign, good, plain, silent


def document(campaign, kind, space=None):
    chosen = campaign.documents.filter(kind=kind)
    return (chosen.filter(entry__space=space) if space else chosen).order_by("-pk").first()


def text_of(row):
    return "".join(page_texts(rendered_bytes(row.pk)))


def of_kind(issued, kind):
    campaign, _good, plain, silent = issued
    spaces = {"evaluation_report": plain, "evaluation_failure_notice": silent}
    return document(campaign, kind, spaces.get(kind))


def test_the_circular_has_head_number_addressee_lists_and_copies(issued):
    text = text_of(of_kind(issued, "evaluation_circular"))
    for words in (
        "郑州市科学技术局文件",
        NUMBER,
        "关于郑州市众创空间2025年度考核评价结果的通报",
        "各开发区、区县（市）科技主管部门：",
        "参加2025年度考核评价的众创空间共3家。优秀1家，良好0家，合格1家，不合格1家。",
        "直接评定为不合格的1家",
        "附件郑州市众创空间2025年度考核评价结果名单",
        "没有评定为良好的众创空间。",
        "抄送：河南省科学技术厅。",
        "2026年3月24日",
        "第十三条",
    ):
        assert words in text
    assert "74.25" not in text  # grades alone, neither totals nor ranks


def test_the_report_explains_figures_marks_peers_and_the_next_grade(issued):
    campaign, _good, plain, _silent = issued
    text = text_of(document(campaign, "evaluation_report", plain))
    for words in (
        "总分74.25分，在参加比较的2家综合性众创空间中列第2名，2025年度考核评价等级为合格。",
        "A5年末已使用工位数90÷A4提供工位数120×100＝75%",
        "专家评分（16＋15.5）÷2＝15.75分",
        "距良好（75分）还差0.75分",
        "2024年度良好",
        "2025年度合格74.25",
    ):
        assert words in text
    assert plain.operator.uscc in text
    assert re.search(r"W工位使用2014\.0070\.0", text)


def test_the_chart_draws_the_figures_of_its_table(issued):
    row = of_kind(issued, "evaluation_report")
    svg = pictures(row.context)["marks.svg"].decode()
    assert svg.count("<rect") == 2 + 2 * len(row.context["lines"])  # the key, then two bars each
    assert "工位使用14.00分，同类中位数" in row.context["spoken"]
    with pikepdf.open(io.BytesIO(rendered_bytes(row.pk))) as file:
        told = [str(item.Alt) for item in file.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
    assert row.context["spoken"] in told


def test_a_report_without_statistics_says_clause_and_reason(issued):
    campaign, *_others, silent = issued
    row = document(campaign, "evaluation_report", silent)
    text = text_of(row)
    assert "《郑州市众创空间管理办法》第十三条：未报送统计数据（截止日2026年2月27日）" in text
    assert "本年度没有可以评分的统计数据，不计算得分。" in text
    assert "等级由《郑州市众创空间管理办法》第十三条直接评定" in text
    assert pictures(row.context) == {}


def test_the_notice_tells_reason_review_and_appeal(issued):
    text = text_of(of_kind(issued, "evaluation_failure_notice"))
    for words in (
        "2025年度考核评价不合格告知书",
        f"见{NUMBER}文件",
        "第十三条的规定：未报送统计数据",
        "可以在2026年3月20日前申请复核。你单位在期限内没有申请复核。",
        "收到本告知书之日起60日内",
        "6个月内",
        "提起行政诉讼",
    ):
        assert words in text
    assert "连续两年不合格。" not in text


def test_a_corrected_report_names_the_version_before(issued, city):
    campaign, _good, plain, _silent = issued
    with time_machine.travel("2026-03-26T10:00:00+08:00"):
        correct_result(entry_of(campaign, plain), reason="录入有误", marks={"T": Decimal(20)}, actor=city)
    text = text_of(document(campaign, "evaluation_report", plain))
    assert "本报告为更正后的第2版。更正前等级为合格，总分74.25。更正理由：录入有误。" in text


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_tagged_titled_and_has_its_fonts_embedded(issued, kind, tmp_path):
    row = of_kind(issued, kind)
    content = rendered_bytes(row.pk)
    assert rendered_bytes(row.pk) == content
    with pikepdf.open(io.BytesIO(content)) as file:
        assert (str(file.Root.Lang), bool(file.Root.MarkInfo.Marked)) == ("zh-CN", True)
        assert (str(file.docinfo.Title), str(file.docinfo.Author)) == (str(row), "郑州市科学技术局")
    path = tmp_path / "document.pdf"
    path.write_bytes(content)
    listed = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert listed
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in listed)
    assert not [line for line in listed if "DejaVu" in line]


@pytest.mark.parametrize("kind", KINDS)
def test_long_names_keep_within_the_type_area(issued, kind):
    row = of_kind(issued, kind)
    if row.entry:
        context = row.context | {"space_name": LONG_NAME, "operator": LONG_NAME, "addressee": LONG_NAME}
        files = pictures(context) if kind == "evaluation_report" else None
    else:
        long = {"name": LONG_NAME, "kind": "综合性", "operator": LONG_NAME, "district": LONG_NAME, "clause": "第十三条"}
        lists = [each | {"rows": [long] * 3} for each in row.context["lists"]]
        context, files = row.context | {"lists": lists}, None
    within(render_pdf(f"documents/{kind}.html", context, title="题", author="局", files=files))


def test_200_makerspaces_of_a_grade_have_their_head_on_each_page(issued):
    row = of_kind(issued, "evaluation_circular")
    line = {"kind": "综合性", "operator": "某某孵化服务有限公司", "district": "金水区", "clause": "第十三条"}
    many = [line | {"name": f"第{place}众创空间"} for place in range(1, 201)]
    lists = [each | {"rows": many} for each in row.context["lists"]]
    pdf = render_pdf(f"documents/{row.kind}.html", row.context | {"lists": lists}, title="题", author="局")
    pages = [text for text in page_texts(pdf) if "众创空间综合性" in text]
    assert len(pages) > 20
    assert all("序号" in text and "运营机构" in text for text in pages)
    assert sum(text.count("第200众创空间") for text in pages) == 4
    within(pdf)


def within(pdf):
    """Everything but page numbers lies in the type area of GB/T 9704."""
    assert set(page_sizes(pdf)) == {(210, 297)}
    for number in range(1, len(page_sizes(pdf)) + 1):
        for char in page_chars(pdf, number):
            if char.baseline < BOTTOM:
                assert char.left >= LEFT - 0.3
                assert char.right <= RIGHT + 0.3
                assert char.top >= TOP - 1.5


def test_a_scheme_with_all_indicators_fits_the_page(city):
    """The example scheme has many more indicators than the small one: the chart still fits."""
    space = Space(name=LONG_NAME)
    lines = [
        {"name": f"指标名称较长的第{place}项", "share": "55.5", "median_share": "66.6", "code": f"A{place}"}
        for place in range(24)
    ]
    svg = pictures({"lines": lines, "chart": "marks.svg", "spoken": space.name})["marks.svg"].decode()
    height = float(re.search(r'height="([\d.]+)', svg).group(1))
    assert height * 155 / 440 < 225
