"""Addresses of the evaluation app, one module a subject; names are `evaluation:<record>-<action>`."""

from evaluation.urls import board, campaign_documents, campaigns, charts, clauses, importing, returns, reviews, sheets

app_name = "evaluation"

urlpatterns = [
    *reviews.urlpatterns,
    *returns.urlpatterns,
    *board.urlpatterns,
    *charts.urlpatterns,
    *sheets.urlpatterns,
    *importing.urlpatterns,
    *campaigns.urlpatterns,
    *campaign_documents.urlpatterns,
    *clauses.urlpatterns,
]
