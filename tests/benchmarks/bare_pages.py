"""The product's addresses and two bare pages beside them: 25 rows of a table through the same middleware, the same joins,
no frame and nothing else. What a page costs beside reading its rows is measured against them.
"""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from filings.models import Filing
from filings.permissions import visible_applications
from zzspace.urls import handler403, handler404, handler500
from zzspace.urls import urlpatterns as product

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]

ROWS = 25
APPLICATIONS = """<!doctype html><html lang="zh"><title>申请</title><table>{% for each in rows %}<tr>
<td>{{ each.number }}</td><td>{{ each.space.name }}</td><td>{{ each.operator.name }}</td><td>{{ each.district.name }}</td>
<td>{{ each.get_kind_display }}</td><td>{{ each.get_state_display }}</td><td>{{ each.submitted_at|date:"Y-m-d" }}</td>
<td>{{ each.round.title }}</td><td>{{ each.handler.full_name }}</td></tr>{% endfor %}</table></html>"""
FILINGS = """<!doctype html><html lang="zh"><title>备案</title><table>{% for each in rows %}<tr>
<td>{{ each.number }}</td><td>{{ each.space.name }}</td><td>{{ each.operator.name }}</td>
<td>{{ each.space.district.name }}</td><td>{{ each.get_kind_display }}</td><td>{{ each.get_state_display }}</td>
<td>{{ each.filed_on|date:"Y-m-d" }}</td></tr>{% endfor %}</table></html>"""


@cache
def template(source: str):
    return engines["django"].from_string(source)


def page(request: HttpRequest, source: str, rows: object) -> HttpResponse:
    return HttpResponse(template(source).render({"rows": rows}, request))


def bare_applications(request: HttpRequest) -> HttpResponse:
    """Submitted applications within reach, the first page."""
    rows = visible_applications(request.user).select_related("space", "operator", "district", "round", "handler")
    return page(request, APPLICATIONS, rows.filter(submitted_at__isnull=False).order_by("state_since", "pk")[:ROWS])


@login_not_required
def bare_filings(request: HttpRequest) -> HttpResponse:
    """The register, the first page."""
    rows = Filing.objects.select_related("space__district", "operator").order_by("-filed_on", "-serial")
    return page(request, FILINGS, rows[:ROWS])


urlpatterns = [path("bare/applications/", bare_applications), path("bare/filings/", bare_filings), *product]
