"""Reports of misconduct as the auditor reads them, and what their receipt tells. Reading only."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from filings.models import HistoryLine, MisconductReport, User
from filings.permissions import visible_reports


def report_list(
    user: User, *, words: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[MisconductReport]:
    """Reports, newest first, by words (whom, what, content, code) and days (both inclusive)."""
    reports = visible_reports(user).select_related("reporter").annotate(attached=Count("files"))
    if words:
        said = Q(about__icontains=words) | Q(concerning__icontains=words) | Q(content__icontains=words)
        reports = reports.filter(said | Q(code__iexact=words))
    if since:
        reports = reports.filter(created_at__date__gte=since)
    if until:
        reports = reports.filter(created_at__date__lte=until)
    return reports.order_by("-created_at", "-pk")


def receipt_of(code: str) -> MisconductReport | None:
    """The report of a receipt code, as typed with blanks, dashes or small letters; only its day may be told."""
    typed = "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())
    return MisconductReport.objects.only("code", "created_at").filter(code=typed).first() if typed else None


def written_digest(report: MisconductReport) -> str:
    """The digest that the history line of a report holds; "" where the line is gone."""
    line = HistoryLine.objects.filter(record=f"misconductreport:{report.pk}", action="report_misconduct").first()
    return str(line.details.get("report", "")) if line else ""
