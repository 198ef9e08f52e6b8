"""What anyone may do: verify a certificate, read the announcement, object with real name."""

import pytest
from django.urls import reverse

from filings.models import Objection
from filings.services.decisions import prepare_rejection
from filings.services.signing import sign_act
from filings.workflow import FilingState
from tests.factories import TODAY, make_filing, make_space
from tests.factories_city import (
    letter_number,
    make_approved,
    make_clerk,
    make_publicised,
    make_signer,
    objection_fields,
)

pytestmark = pytest.mark.django_db


def pages(client, **kwargs):
    answer = client.get(reverse("filings:verify"), kwargs)
    return answer.status_code, answer.content.decode()


def make_upgraded():
    """A space whose comprehensive filing was superseded by a professional one."""
    space = make_space(name="云帆创新工场", kind="professional")
    old = make_filing(
        space,
        kind="comprehensive",
        serial=17,
        year=2025,
        state=FilingState.SUPERSEDED,
        ended_on=TODAY,
        code="OLD234567890",
    )
    return old, make_filing(space, kind="professional", serial=1, supersedes=old, code="NEW234567890")


class TestVerify:
    def test_valid_today(self, client):
        filing = make_filing(make_space(name="云帆创新工场"), serial=17, code="ABCDEFGH2345")
        answer = client.get(reverse("filings:verify-code", args=["abcdefgh2345"]))
        text = answer.content.decode()
        assert answer.status_code == 200
        for words in ("在册有效", "郑众创备〔2026〕17号", "云帆创新工场", filing.operator.uscc, "2026-03-05 10:00"):
            assert words in text

    def test_superseded_points_to_what_took_its_place(self, client):
        make_upgraded()
        text = client.get(reverse("filings:verify-code", args=["OLD234567890"])).content.decode()
        assert "已升级" in text
        assert "证书自2026年3月5日起由新的备案代替" in text
        assert reverse("filings:verify-code", args=["NEW234567890"]) in text

    def test_unknown_code_is_told(self, client):
        answer = client.get(reverse("filings:verify-code", args=["NICHTDA"]))
        assert (answer.status_code, "没有查到这张证书" in answer.content.decode()) == (404, True)

    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("郑众创备〔2025〕17号", 1),
            ("郑众创备[2026]1", 1),
            ("云帆", 2),
            ("没有这家", 0),
            ("'; DROP TABLE", 0),
        ],
    )
    def test_search_by_number_and_name(self, client, words, found):
        make_upgraded()
        status, text = pages(client, q=words)
        expected = f"查到{found}条" if found else "没有查到符合的备案"
        assert (status, expected in text) == (200, True)

    def test_nothing_asked_shows_the_form_alone(self, client):
        make_upgraded()
        status, text = pages(client)
        assert (status, "云帆创新工场" in text, 'name="q"' in text) == (200, False, True)

    def test_no_person_and_no_telephone(self, client):
        filing = make_filing(make_space())
        text = client.get(reverse("filings:verify-code", args=[filing.code])).content.decode()
        found = [word for word in ("张晓梅", "王立", "13812345678", "office@example.com") if word in text]
        assert found == []

    def test_the_letter_of_filing_is_public(self, client):
        filing = make_approved()
        assert client.get(reverse("filings:verify-notice", args=["NICHTDA"])).status_code == 404
        answer = client.get(reverse("filings:verify-notice", args=[filing.code]))
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert b"".join(answer.streaming_content).startswith(b"%PDF-")


class TestObject:
    def test_with_real_name(self, client):
        notice = make_publicised(5).public_notices.get()
        page = reverse("filings:notice-object", args=[notice.pk])
        assert "匿名异议不予受理" in client.get(page).content.decode()
        answer = client.post(page, objection_fields(address="郑州市中原区"))
        assert answer.url == reverse("filings:notice-objected", args=[notice.pk])
        assert "已收到您的异议" in client.get(answer.url).content.decode()
        objection = Objection.objects.get()
        assert (objection.name, objection.phone, objection.status) == ("周正", "13700001111", "open")

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("name", "匿名", "匿名异议不予受理"),
            ("name", "匿名群众", "匿名异议不予受理"),
            ("name", "周", "匿名异议不予受理"),
            ("name", "  ", "匿名异议不予受理"),
            ("name", "12345", "匿名异议不予受理"),
            ("phone", "不方便", "请填写能联系到您的电话号码"),
            ("phone", "", "请填写联系电话"),
            ("content", "有问题", "请把异议事项和理由写具体"),
        ],
    )
    def test_nameless_or_empty_ones_are_not_taken(self, client, field, value, message):
        notice = make_publicised(5).public_notices.get()
        fields = objection_fields(**{field: value})
        answer = client.post(reverse("filings:notice-object", args=[notice.pk]), fields)
        text = answer.content.decode()
        kept = fields["content"] if field != "content" else fields["name"]
        assert (answer.status_code, message in text, kept in text) == (200, True, True)
        assert not Objection.objects.exists()

    def test_not_after_the_end(self, client):
        notice = make_publicised(0).public_notices.get()
        page = reverse("filings:notice-object", args=[notice.pk])
        assert client.get(page).status_code == 409
        assert client.post(page, objection_fields()).status_code == 409

    def test_not_once_it_is_decided(self, client):
        application = make_publicised(5)
        reasons = [{"clause": "第五条第（二）项", "text": "场地不实。"}]
        act = prepare_rejection(application, actor=make_clerk(), number=letter_number(), reasons=reasons)
        sign_act(act, actor=make_signer())
        page = reverse("filings:notice-object", args=[application.public_notices.get().pk])
        assert client.post(page, objection_fields()).status_code == 409

    def test_absent_notices_are_absent(self, client):
        for name in ("notice-object", "notice-objected", "notice-document"):
            assert client.get(reverse(f"filings:{name}", args=[404_404])).status_code == 404

    def test_the_announcement_is_public(self, client):
        notice = make_publicised(5).public_notices.get()
        answer = client.get(reverse("filings:notice-document", args=[notice.pk]))
        assert (answer.status_code, b"".join(answer.streaming_content)[:5]) == (200, b"%PDF-")


def test_more_objections_than_a_network_may_send_are_refused_and_what_was_typed_stays(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "objection": "1/h/ip"}
    notice = make_publicised(days=5).public_notices.get()
    page = reverse("filings:notice-object", args=[notice.pk])
    assert client.post(page, objection_fields()).status_code == 302
    answer = client.post(page, objection_fields(name="李明"))
    assert (answer.status_code, Objection.objects.count()) == (429, 1)
    assert "这次没有收到" in answer.content.decode()
    assert "李明" in answer.content.decode()
