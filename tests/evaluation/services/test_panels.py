"""The sheets on paper that a finished panel leaves."""

import pypdfium2
import pytest

from filings.documents.issuing import render_document
from filings.models import Document
from filings.permissions import visible_documents
from filings.workflow import Role
from tests.factories import make_user
from tests.factories_city import OVERALL, make_clerk, make_reviewed

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return make_reviewed((80, 82, 84), 1)


def sheets(application):
    return list(Document.objects.filter(application=application, kind="score_sheet").order_by("pk"))


def test_each_expert_leaves_one(application):
    contexts = [document.context for document in sheets(application)]
    assert [context["total"] for context in contexts] == ["80", "82", "84"]
    assert [context["conclusion"] for context in contexts] == ["不推荐备案", "推荐备案", "推荐备案"]
    rows = contexts[0]["groups"][0]["rows"]
    assert [(row["clause"], row["full"]) for row in rows][1:3] == [
        ("第五条第（二）项、第五条第（三）项", "15"),
        ("第五条第（四）项", "20"),
    ]


def test_they_are_rendered_when_opened(application):
    document = sheets(application)[0]
    assert document.file is None
    with render_document(document.pk).content.open("rb") as source:
        pdf = pypdfium2.PdfDocument(source.read())
    words = "".join("".join(page.get_textpage().get_text_range().split()) for page in pdf)
    pdf.close()
    assert OVERALL in words
    assert document.context["expert"] in words


def test_they_stay_with_the_city(application):
    people = {
        "city": make_clerk(),
        "district": make_user(Role.DISTRICT, district=application.district),
        "operator": make_user(Role.OPERATOR, operator=application.operator),
    }
    seen = {who: visible_documents(user).filter(kind="score_sheet").count() for who, user in people.items()}
    assert seen == {"city": 3, "district": 0, "operator": 0}
