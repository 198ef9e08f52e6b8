"""The organisation's own page: what is saved, what stays, what goes back to the district."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from filings.errors import WorkflowRefused
from filings.models import HistoryLine, Notice, Operator
from filings.services.operators import LOCKED_EXPLANATION, save_organisation
from tests.factories import make_filing, make_operator, make_space, make_user, pdf_bytes

pytestmark = pytest.mark.django_db


def edited(operator, **fields):
    copy = Operator.objects.get(pk=operator.pk)
    for name, value in fields.items():
        setattr(copy, name, value)
    return copy


def test_facts_and_licence_are_saved_and_the_code_never_changes():
    operator = make_operator(independent_legal_entity=None)
    actor = make_user("operator", operator=operator)
    licence = SimpleUploadedFile("营业执照.pdf", pdf_bytes(1), content_type="application/pdf")
    change = edited(operator, independent_legal_entity=True, uscc="914101057286859709", status="refused")
    save_organisation(change, actor=actor, licence=licence)
    stored = Operator.objects.get()
    assert (stored.independent_legal_entity, stored.uscc, stored.status) == (True, operator.uscc, "confirmed")
    assert (stored.licence.name, stored.licence.operator_id) == ("营业执照.pdf", operator.pk)


def test_a_confirmed_organisation_under_a_new_name_goes_back_to_its_district():
    operator = make_operator()
    clerk = make_user("district", district=operator.district)
    actor = make_user("operator", operator=operator)
    save_organisation(edited(operator, name="郑州新名孵化有限公司"), actor=actor)
    stored = Operator.objects.get()
    assert (stored.name, stored.status) == ("郑州新名孵化有限公司", "pending")
    line = HistoryLine.objects.get()
    assert (line.record, line.action, line.to_state) == (f"operator:{operator.pk}", "rename", "pending")
    assert Notice.objects.get(user=clerk).title == "更名后待确认：郑州新名孵化有限公司"


def test_the_name_stays_while_a_filing_is_in_force():
    space = make_space()
    make_filing(space)
    actor = make_user("operator", operator=space.operator)
    with pytest.raises(WorkflowRefused) as caught:
        save_organisation(edited(space.operator, name="改名"), actor=actor)
    assert caught.value.explanation == LOCKED_EXPLANATION
    save_organisation(edited(space.operator, contact_name="李明"), actor=actor)
    stored = Operator.objects.get()
    assert (stored.name, stored.contact_name, stored.status) == (space.operator.name, "李明", "confirmed")


def test_another_organisation_is_refused():
    operator = make_operator()
    with pytest.raises(WorkflowRefused, match="只有本机构的成员可以修改机构信息"):
        save_organisation(edited(operator, contact_name="外人"), actor=make_user("operator"))
