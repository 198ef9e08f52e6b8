"""变更备案通知 and 注销备案通知: what they say, printed from plain values."""

import pytest

from tests.filings.documents.samples import CONTEXTS
from tests.filings.documents.test_disqualification import text as text_of


def test_a_change_notice_names_old_and_new_the_day_and_the_certificate():
    text = text_of("change_notice")
    assert "由“云帆创客工场”变更为“云帆创新工场”" in text
    assert "变更日期为2026年2月10日" in text
    assert "第十四条" in text
    assert "备案证书相应换发" in text


def test_a_change_of_operator_names_who_reported_it():
    text = text_of("change_notice", reporter="郑州云帆创业服务有限公司", former_name="")
    assert "郑州云帆创业服务有限公司于2026年2月12日报告的“云帆创新工场”" in text
    assert "你单位于" not in text


def test_other_certificates_of_a_renamed_operator_are_named():
    text = text_of("change_notice", other_numbers=["郑众创备〔2026〕8号", "郑众创备〔2026〕9号"])
    assert "其他在册备案（备案编号：郑众创备〔2026〕8号、郑众创备〔2026〕9号）的证书一并换发" in text


def test_what_the_certificate_does_not_show_leaves_it_and_a_district_finds_too():
    text = text_of("change_notice", is_on_certificate=False, by_district=True, former_name="")
    assert "原证书继续使用" in text
    assert f"{CONTEXTS['change_notice']['checked_by']}于2026年2月12日登记的“云帆创新工场”" in text


@pytest.mark.parametrize("words", ["郑众创备〔2026〕1号", "自2026年3月5日起注销该备案", "备案证书不再有效"])
def test_a_cancellation_notice_names_number_and_day(words):
    assert words in text_of("cancellation_notice")
