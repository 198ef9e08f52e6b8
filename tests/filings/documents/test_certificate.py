"""The certificate and the city's letters as printed: the words are in the PDF, the file is stored once."""

import pypdfium2
import pytest

from filings.documents.issuing import render_document
from filings.models import Document
from tests.factories_city import make_approved

pytestmark = pytest.mark.django_db


def words_of(document):
    file = render_document(document.pk)
    with file.content.open("rb") as source:
        pdf = pypdfium2.PdfDocument(source.read())
    try:
        return len(pdf), "".join("".join(page.get_textpage().get_text_range().split()) for page in pdf)
    finally:
        pdf.close()


def test_papers_of_a_filing():
    filing = make_approved()
    application = filing.application
    printed = {document.kind: words_of(document) for document in application.documents.all()}
    pages, words = printed["certificate"]
    assert pages == 1
    facts = (filing.number, "郑州市众创空间（综合性）", filing.space.name, filing.operator.name, filing.operator.uscc)
    for text in (*facts, "郑州市长椿路11号", "2026年3月5日", "郑州市科学技术局"):
        assert text.replace(" ", "") in words
    assert filing.number in printed["filing_notice"][1]
    assert "匿名异议不予受理" in printed["public_notice"][1]
    assert application.number in printed["acceptance_notice"][1]
    assert "80、82、84" in printed["review_summary"][1]


def test_rendering_twice_stores_once():
    document = Document.objects.get(kind="certificate", application=make_approved().application)
    assert render_document(document.pk).pk == render_document(document.pk).pk
