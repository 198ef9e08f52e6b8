"""撤销事先告知书, 撤销决定书, 恢复备案决定书: what they say, printed from plain values."""

import pytest

from tests.filings.documents.test_disqualification import text as text_of


@pytest.mark.parametrize(
    "words",
    [
        "撤销事先告知书",
        "备案编号郑众创备〔2026〕1号",
        "郑市监罚〔2026〕18号",
        "第十五条第（三）项规定的“有严重违法行为的”情形",
        "你单位和该众创空间2年内不得再次申请备案",
        "自本告知书送达之日起5个工作日内",
        "0371-67170000",
    ],
)
def test_a_prior_notice_tells_facts_ground_consequence_and_the_right_to_speak(words):
    assert words in text_of("revocation_notice")


@pytest.mark.parametrize(
    "words",
    [
        "作出《撤销事先告知书》（郑科撤〔2026〕1号），2026年3月6日送达你单位",
        "你单位2026年3月10日提出了陈述、申辩",
        "退回款项不改变违法事实",
        "经法制审核，我局决定自2026年3月20日起撤销“云帆创新工场”的郑州市众创空间备案资格",
        "自2026年3月20日起至2028年3月20日止（含当日）不得再次申请备案，自2028年3月21日起可以申请",
        "自收到本决定书之日起60日内，依法向郑州市人民政府申请行政复议",
        "6个月内，依法向郑州铁路运输法院提起行政诉讼",
    ],
)
def test_a_decision_tells_what_was_said_and_decided_and_where_to_appeal(words):
    assert words in text_of("revocation_decision")


def test_a_decision_without_a_defence_says_so():
    said = text_of("revocation_decision", defended_on="", on_defence=[])
    assert said.count("没有陈述、申辩") == 2


@pytest.mark.parametrize(
    "words",
    [
        "该决定经行政复议，由郑州市人民政府于2026年6月1日以郑政复决〔2026〕7号予以撤销或者变更",
        "《撤销决定书》（郑科撤〔2026〕2号）失去效力",
        "备案编号仍为郑众创备〔2026〕1号，原备案证书继续有效",
        "自2026年6月5日起解除",
    ],
)
def test_a_reinstatement_names_what_overturned_it_and_what_is_as_before(words):
    assert words in text_of("reinstatement_decision")
