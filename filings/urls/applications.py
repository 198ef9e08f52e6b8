"""The application's own pages and the operator's actions."""

from django.urls import include, path

from filings.views.applications import draft, evidence, paper, record, section, submission, what_if

one_section = [
    path("", section.SectionFormView.as_view(), name="application-section"),
    path("confirm/", section.SectionConfirmView.as_view(), name="application-section-confirm"),
    path("upload/", evidence.UploadView.as_view(), name="application-upload"),
]
one_application = [
    path("", record.ApplicationPage.as_view(), name="application"),
    path("space/", draft.SpaceSectionView.as_view(), name="application-space"),
    path("prescreen/", section.PrescreenView.as_view(), name="application-prescreen"),
    path("sections/<str:code>/", include(one_section)),
    path("draft-rows/<str:key>/", section.SectionRowsView.as_view(), name="application-draft-rows"),
    path("rows/<str:key>/", record.FrozenRowsPage.as_view(), name="application-rows"),
    path("attachments/<int:attachment>/", evidence.AttachmentView.as_view(), name="application-attachment"),
    path(
        "attachments/<int:attachment>/remove/",
        evidence.AttachmentRemoveView.as_view(),
        name="application-attachment-remove",
    ),
    path("form.pdf", paper.ApplicationFormView.as_view(), name="application-form"),
    path("what-if/", what_if.WhatIfView.as_view(), name="application-what-if"),
    path("submit/", submission.ApplicationSubmitView.as_view(), name="application-submit"),
    path("withdraw/", submission.ApplicationWithdrawView.as_view(), name="application-withdraw"),
]
urlpatterns = [
    path("applications/", draft.ApplicationListView.as_view(), name="applications"),
    path("applications/new/", draft.DraftCreateView.as_view(), name="application-create"),
    path("applications/<int:pk>/", include(one_application)),
]
