"""Addresses of the filings app, one module an actor; names are `filings:<record>-<action>`."""

from filings.urls import accounts, applications, city, desks, district, files, fraud, imports, loads, public, registers

app_name = "filings"

urlpatterns = [
    *public.urlpatterns,
    *accounts.urlpatterns,
    *desks.urlpatterns,
    *files.urlpatterns,
    *registers.urlpatterns,
    *applications.urlpatterns,
    *district.urlpatterns,
    *city.urlpatterns,
    *fraud.urlpatterns,
    *imports.urlpatterns,
    *loads.urlpatterns,
]
