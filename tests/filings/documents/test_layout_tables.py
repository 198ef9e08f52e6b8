"""Tables, forms and the certificate read back: head rows, long names, watermark, footers, and that each document prints."""

import functools
from datetime import date

import pytest

from tests.filings.documents.samples import BUREAU, CONTEXTS, LONG_NAME, SPACE
from tests.zzspace.pdf_reading import page_chars, page_sizes, page_text, page_texts
from zzspace.pdf import render_pdf


def render(name, **changes):
    return render_plain(name) if not changes else render_changed(name, changes)


@functools.cache
def render_plain(name):
    return render_changed(name, {})


def render_changed(name, changes):
    context = {**CONTEXTS[name], **changes}
    return render_pdf(f"documents/{name}.html", context, title=name, author=BUREAU, dated=date(2026, 3, 5))


def rows(count, **changes):
    return [{**SPACE, "name": f"第{number}众创空间", **changes} for number in range(1, count + 1)]


@pytest.mark.parametrize("name", CONTEXTS)
def test_every_document_prints_the_name_of_its_issuer_or_space(name, caplog):
    text = "".join(page_texts(render(name)))
    assert SPACE["name"] in text or "第1众创空间" in text
    assert not [mark for mark in ("{{", "{%", "None") if mark in text]
    assert ".notdef" not in caplog.text


@pytest.mark.parametrize("name", CONTEXTS)
def test_no_document_prints_outside_its_paper_or_margins(name):
    pdf = render(name)
    for number, (width, height) in enumerate(page_sizes(pdf), start=1):
        for char in page_chars(pdf, number):
            assert char.left >= 17
            assert char.right <= width - 17
            assert char.top >= 17
            assert char.bottom <= height - 11


@pytest.mark.parametrize("name", ["recommendation_letter", "recommendation_summary", "filing_notice", "public_notice"])
def test_table_of_200_rows_repeats_its_head_on_each_page(name):
    pages = [text for text in page_texts(render(name, rows=rows(200))) if "序号" in text or "众创空间综合性" in text]
    assert len(pages) > 5
    assert all("序号" in text and "运营机构" in text for text in pages)
    assert "第1众创空间" in pages[0]
    assert "第200众创空间" in pages[-1]


@pytest.mark.parametrize("name", ["recommendation_letter", "recommendation_summary", "filing_notice", "public_notice"])
def test_table_of_one_row_prints_its_head_once(name):
    text = "".join(page_texts(render(name, rows=rows(1))))
    assert text.count("序号") == 1
    assert "第1众创空间" in text


def test_summary_has_the_columns_of_the_procedure_in_order():
    text = page_text(render("recommendation_summary", rows=rows(1)), 1)
    head = [
        "序号",
        "名称",
        "类型",
        "运营机构",
        "信用代码",
        "地址",
        "面积",
        "工位",
        "团队",
        "企业",
        "联系人",
        "电话",
        "推荐意见",
    ]
    places = [text.index(label, text.index("序号")) for label in head]
    assert places == sorted(places)


def test_annex_of_the_recommendation_lies_on_landscape_paper():
    assert page_sizes(render("recommendation_letter"))[-1] == (297, 210)


@pytest.mark.parametrize("count", [1, 200])
def test_prescreen_opinion_shows_every_check_with_arithmetic_and_correction(count):
    check = CONTEXTS["prescreen_opinion"]["checks"][1]
    pages = page_texts(render("prescreen_opinion", checks=[check] * count))
    text = "".join(pages)
    assert text.count("44<50，还差6个工位") == count
    assert text.count("已更正") == count
    assert all("计算说明" in page for page in pages if "44<50" in page)


def test_certificate_is_one_landscape_page_with_its_facts():
    pdf = render("certificate")
    assert page_sizes(pdf) == [(297, 210)]
    text = page_text(pdf, 1)
    for part in (
        "备案证书",
        "郑众创备〔2026〕1号",
        "郑州市众创空间（综合性）",
        "云帆创新工场",
        "114101057286859709",
        "2026年6月21日",
        BUREAU,
    ):
        assert part in text


def test_certificate_with_long_names_keeps_clear_of_code_and_signature():
    pdf = render("certificate", space_name=LONG_NAME, operator=LONG_NAME, address=LONG_NAME)
    assert page_sizes(pdf) == [(297, 210)]
    chars = page_chars(pdf, 1)
    text = "".join(char.text for char in chars)
    end = text.index("备案日期") + len("备案日期2026年6月21日")
    assert max(char.bottom for char in chars[:end]) < 150
    assert text.count(LONG_NAME) == 3


def test_draft_carries_the_watermark_on_every_page():
    pdf = render("application_form", application_number="", submitted_on="")
    large = [[char.text for char in page_chars(pdf, n) if char.size > 100] for n in range(1, len(page_sizes(pdf)) + 1)]
    assert large == [["草", "稿"]] * len(page_sizes(pdf))
    assert "草稿，尚未提交" in page_text(pdf, 1)


def test_submitted_application_carries_number_digest_and_page_of_pages():
    pages = page_texts(render("application_form"))
    for number, text in enumerate(pages, start=1):
        assert "申请编号2026-0001数据摘要3f2a9c0d71e84b56" in text
        assert f"第{number}页共{len(pages)}页" in text
        assert "草稿" not in text


def test_adverse_decisions_tell_of_reconsideration_and_lawsuit():
    for name in ("decline_notice", "rejection_notice"):
        text = "".join(page_texts(render(name)))
        assert "60日内，依法向郑州市人民政府申请行政复议" in text
        assert "6个月内，依法向郑州铁路运输法院提起行政诉讼" in text


def test_declined_operator_reads_how_to_ask_for_review():
    assert "自收到本通知书之日起15日内" in "".join(page_texts(render("decline_notice")))


def test_a_correction_notice_tells_everything_at_once_and_until_when():
    text = "".join(page_texts(render("correction_notice")))
    assert "一次性补正告知书" in text
    assert "1.第五条第（二）项场地平面图：未标注公共服务场地面积，请上传带面积标注的平面图。" in text
    assert "本项上次没有告知的原因：由上次补正的名册引起" in text
    assert "请于2026年3月19日前（含当日）" in text


def test_public_notice_takes_no_anonymous_objections():
    text = "".join(page_texts(render("public_notice")))
    assert "自2026年4月1日起至2026年4月8日止，共5个工作日" in text
    assert "须签署真实姓名并注明联系电话。匿名异议不予受理" in text
