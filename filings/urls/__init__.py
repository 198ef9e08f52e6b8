"""Addresses of the filings app, one module an actor; names are `filings:<record>-<action>`."""

from filings.urls import (
    accounts,
    applications,
    batches,
    changes,
    city,
    correction_round,
    desks,
    district,
    files,
    fraud,
    imports,
    loads,
    pool,
    public,
    registers,
    revocations,
    screening,
    sharing,
    upward,
)

app_name = "filings"

urlpatterns = [
    *public.urlpatterns,
    *accounts.urlpatterns,
    *desks.urlpatterns,
    *files.urlpatterns,
    *registers.urlpatterns,
    *applications.urlpatterns,
    *correction_round.urlpatterns,
    *district.urlpatterns,
    *city.urlpatterns,
    *fraud.urlpatterns,
    *imports.urlpatterns,
    *batches.urlpatterns,
    *changes.urlpatterns,
    *screening.urlpatterns,
    *upward.urlpatterns,
    *revocations.urlpatterns,
    *loads.urlpatterns,
    *pool.urlpatterns,
    *sharing.urlpatterns,
]
