"""取消参评资格: what the prior notice and the decision must say, and where it stands on the page."""

from datetime import date

import pytest

from tests.filings.documents.samples import BUREAU, CONTEXTS
from tests.zzspace.pdf_reading import line_with, page_texts
from zzspace.pdf import render_pdf

CHARACTER = 16 * 25.4 / 72
LEFT, RIGHT = 28.0, 184.0


def text(name, **changes):
    return "".join("".join(page_texts(render(name, **changes))).split())


def render(name, **changes):
    context = {**CONTEXTS[name], **changes}
    return render_pdf(f"documents/{name}.html", context, title=name, author=BUREAU, dated=date(2026, 3, 5))


def test_the_notice_tells_facts_consequence_and_rights():
    said = text("disqualification_notice")
    for phrase in (
        "取消参评资格事先告知书",
        "第五条第（四）项的部分，涉嫌存在虚报行为",
        "其中9个团队从未入驻",
        "取消其参评资格，且2年内不得再次申报",
        "拟取消该申请的参评资格",
        "送达之日起5个工作日内",
        "陈述、申辩",
        "不因陈述、申辩加重处理",
        "电话：0371-67170000",
    ):
        assert phrase in said
    assert "行政复议" not in said


def test_the_decision_tells_hearing_ban_and_appeal():
    said = text("disqualification_decision")
    for phrase in (
        "取消参评资格决定书",
        "《取消参评资格事先告知书》（郑科诚〔2026〕1号），2026年3月6日送达",
        "你单位2026年3月10日提出了陈述、申辩",
        "不予采纳",
        "取消该申请的参评资格。你单位自2026年3月20日起至2028年3月20日止（含当日）不得再次申报",
        "自2028年3月21日起可以申报",
        "自收到本决定书之日起60日内，依法向郑州市人民政府申请行政复议",
        "自收到本决定书之日起6个月内，依法向郑州铁路运输法院提起行政诉讼",
    ):
        assert phrase in said


def test_a_decision_without_defence_says_so():
    said = text("disqualification_decision", defended_on="", on_defence=[])
    assert said.count("没有陈述、申辩") == 2


@pytest.mark.parametrize(("is_filed", "state"), [(False, "不予备案"), (True, "已备案")])
def test_what_had_ended_keeps_its_result(is_filed, state):
    said = text("disqualification_decision", has_ended=True, is_filed=is_filed, state=state)
    assert f"该申请原已办结（{state}），办理结果不因本决定自动变更" in said
    assert ("其备案依照第十五条的规定另行处理" in said) is is_filed
    assert "取消该申请的参评资格" not in said


@pytest.mark.parametrize("name", ["disqualification_notice", "disqualification_decision"])
def test_red_head_title_and_addressee_stand_as_in_every_letter(name):
    pdf = render(name)
    mark = line_with(pdf, 1, f"{BUREAU}")
    title = line_with(pdf, 1, "取消参评资格")
    addressee = line_with(pdf, 1, "孵化服务有限公司：")
    assert min(char.top for char in mark) == pytest.approx(37 + 35, abs=0.5)
    assert title[0].size == pytest.approx(22, abs=0.05)
    assert (title[0].left + title[-1].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1.5)
    assert addressee[0].left == pytest.approx(LEFT, abs=0.1)
    assert line_with(pdf, 1, "你单位")[0].left == pytest.approx(LEFT + 2 * CHARACTER, abs=0.2)
