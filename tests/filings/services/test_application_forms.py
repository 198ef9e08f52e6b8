"""Forms of submissions from before there was one: made by the calendar, once, each as it was frozen."""

import pytest

from filings import models as m
from filings.documents.issuing import render_document
from filings.selectors.audit import line_words
from filings.services import application_forms
from filings.services.application_forms import issue_missing_forms
from filings.services.daily import run_daily
from filings.services.history import broken_chains
from tests.factories import TODAY
from tests.factories_applications import make_submitted
from tests.factories_correction import make_returned, resubmit, settle_all

pytestmark = pytest.mark.django_db


def forms_of(application):
    return application.documents.filter(kind=m.Document.Kind.APPLICATION_FORM)


def without_forms(application):
    """As submitted before there was a form."""
    contexts = list(forms_of(application).order_by("snapshot__sequence").values_list("context", flat=True))
    forms_of(application).delete()
    return contexts


def test_every_submission_gets_its_form_once():
    application = resubmit(settle_all(make_returned()))
    before = without_forms(application)
    assert len(before) == 2
    report = run_daily(TODAY)
    assert (report.forms, report.rendered >= 2) == (2, True)
    made = list(forms_of(application).order_by("snapshot__sequence"))
    assert [form.context for form in made] == before, "what was frozen then, not what the registers hold now"
    assert all(form.file.pages >= 2 for form in made)
    lines = m.HistoryLine.objects.filter(action="issue_form").order_by("sequence")
    assert [(line.role, line.details) for line in lines] == [
        ("system", {"document": form.pk, "snapshot": form.snapshot.digest}) for form in made
    ]
    assert line_words(lines[0])["action"] == "补制备案申请书"
    assert broken_chains() == []
    assert run_daily(TODAY).forms == issue_missing_forms() == 0
    assert forms_of(application).count() == 2


def test_one_that_cannot_be_made_leaves_the_others_their_turn(monkeypatch):
    first, second = make_submitted(), make_submitted()
    for application in (first, second):
        without_forms(application)
    issue = application_forms.issue_application_form

    def issue_or_fail(application, snapshot, *, actor):
        if application.pk == first.pk:
            raise ValueError
        return issue(application, snapshot, actor=actor)

    monkeypatch.setattr(application_forms, "issue_application_form", issue_or_fail)
    assert issue_missing_forms() == 1
    assert not forms_of(first).exists()
    assert render_document(forms_of(second).get().pk).pages >= 2
    assert not m.HistoryLine.objects.filter(record=f"application:{first.pk}", action="issue_form").exists()
