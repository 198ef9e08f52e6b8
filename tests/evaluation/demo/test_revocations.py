"""The demo's revocations: one of each ending on filings of operators nobody signs in as, done once, every chain whole."""

import pytest

from evaluation.demo.people import create_accounts
from evaluation.demo.revocations import play_revocations
from filings import models as m
from filings.services.seals import broken_records
from tests.factories import make_compliant_space
from tests.factories_applications import member_of
from tests.factories_changes import make_filed

pytestmark = pytest.mark.django_db


def test_one_is_revoked_one_is_notified_one_dropped():
    create_accounts()
    for _ in range(4):
        member_of(make_filed(make_compliant_space()).operator)
    play_revocations()
    assert sorted(m.Revocation.objects.values_list("state", flat=True)) == ["dropped", "revoked", "served"]
    assert sorted(m.Filing.objects.values_list("state", flat=True)) == ["active", "active", "active", "revoked"]
    assert m.Document.objects.get(kind="revocation_decision").service is not None
    assert broken_records() == []
    play_revocations()
    assert m.Revocation.objects.count() == 3
