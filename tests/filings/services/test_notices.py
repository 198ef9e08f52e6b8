"""Messages: what is decided stands, whatever happens to the mail or the document that follows it."""

import pytest
from django.core import mail
from django.db import transaction

from filings import models as m
from filings.documents.issuing import issue_document
from filings.services.notices import notify
from filings.workflow import Role
from tests.factories import TODAY, make_user, verify_address
from tests.factories_applications import make_submitted


@pytest.mark.django_db
def test_a_name_over_two_lines_makes_a_subject_of_one(django_capture_on_commit_callbacks):
    clerk = verify_address(make_user(Role.CITY))
    with django_capture_on_commit_callbacks(execute=True):
        notify([clerk], title="收到推荐：云帆\n工场", key="recommended:1")
    assert [message.subject for message in mail.outbox] == ["收到推荐：云帆 工场"]
    assert clerk.notices.get().mail.state == "sent"


@pytest.mark.django_db(transaction=True)
def test_a_document_that_cannot_be_rendered_does_not_undo_or_hide_the_act(monkeypatch):
    application = make_submitted()

    def broken(pk):
        raise RuntimeError(pk)

    monkeypatch.setattr("filings.documents.issuing.render_document", broken)
    with transaction.atomic():
        issue_document(
            application,
            m.Document.Kind.ACCEPTANCE_NOTICE,
            actor=None,
            issuer="郑州市科学技术局",
            issued_on=TODAY,
            context={},
            number="郑科〔2026〕1号",
        )
        notify([verify_address(make_user(Role.CITY))], title="已受理", key="accepted:1")
    document = m.Document.objects.get(kind="acceptance_notice")
    assert document.file is None
    assert mail.outbox[-1].subject == "已受理"
