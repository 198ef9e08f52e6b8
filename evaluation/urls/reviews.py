"""Addresses of expert panels."""

from django.urls import path

from evaluation.views import city, expert

urlpatterns = [
    path("review/", expert.ReviewListView.as_view(), name="reviews"),
    path("review/<int:pk>/", expert.ScoreSheetView.as_view(), name="score-sheet"),
    path("review/<int:pk>/save/", expert.ScoreSheetSaveView.as_view(), name="score-sheet-save"),
    path("review/<int:pk>/declare/", expert.DeclareView.as_view(), name="review-declare"),
    path("review/<int:pk>/recuse/", expert.RecuseView.as_view(), name="review-recuse"),
    path("review/<int:pk>/dossier/", expert.DossierPage.as_view(), name="review-dossier"),
    path("review/<int:pk>/evidence/<int:file>/", expert.EvidencePage.as_view(), name="review-evidence"),
    path("applications/<int:pk>/finish-review/", city.FinishReviewView.as_view(), name="finish-review"),
]
