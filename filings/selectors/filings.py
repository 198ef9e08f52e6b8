"""Filings by their public code or name, and what their pages tell. The register's filters are in selectors.public."""

from django.db.models import Q, QuerySet

from filings.models import Document, Filing, User
from filings.permissions import visible_documents
from filings.selectors.documents import with_post
from filings.selectors.public import public_register

PUBLIC_COLUMNS = ("space", "operator", "space__district", "application", "supersedes", "superseded_by")


def filings_found(words: str) -> QuerySet[Filing]:
    """Filings by number or name, as the public register finds them, those in force first."""
    return public_register(words=words).select_related(*PUBLIC_COLUMNS).order_by("state", "-filed_on", "-serial")


def filing_by_code(code: str) -> Filing | None:
    """The filing of a certificate's code, in whatever case it was typed."""
    typed = code.strip().upper()
    return Filing.objects.select_related(*PUBLIC_COLUMNS).filter(code=typed).first() if typed.isalnum() else None


def public_document(filing: Filing) -> Document | None:
    """The 备案通知 of a filing."""
    documents = Document.objects.filter(application=filing.application_id, kind=Document.Kind.FILING_NOTICE)
    return documents.select_related("file", "application__space").order_by("pk").last()


def documents_of(filing: Filing, user: User) -> list[Document]:
    """What the account may download of a filing: certificates, notices and the papers of its application."""
    of_filing = Q(filing=filing.pk)
    if filing.application_id:
        of_filing |= Q(application=filing.application_id)
    documents = visible_documents(user).filter(of_filing)
    return list(with_post(documents).order_by("-issued_on", "-pk"))
