"""Articles 9, 10 and 16: shared resources, policies, districts' own measures."""

from django.urls import include, path

from filings.views import measures, sharing

one_resource = [
    path("edit/", sharing.ResourceEditView.as_view(), name="resource-edit"),
    path("withdraw/", sharing.ResourceWithdrawView.as_view(), name="resource-withdraw"),
]
policies = [
    path("", sharing.PolicyListPage.as_view(), name="policies"),
    path("kept/", sharing.KeptPoliciesView.as_view(), name="policies-kept"),
    path("new/", sharing.PolicyAddView.as_view(), name="policy-add"),
    path("<int:pk>/edit/", sharing.PolicyEditView.as_view(), name="policy-edit"),
    path("<int:pk>/withdraw/", sharing.PolicyWithdrawView.as_view(), name="policy-withdraw"),
]
urlpatterns = [
    path("resources/", sharing.ResourceListPage.as_view(), name="resources"),
    path("resources/kept/", sharing.KeptResourcesView.as_view(), name="resources-kept"),
    path("resources/new/", sharing.ResourceAddView.as_view(), name="resource-add"),
    path("resources/<int:pk>/", include(one_resource)),
    path("resources/policies/", include(policies)),
    path("measures/", measures.MeasureListPage.as_view(), name="measures"),
    path("measures/own/", measures.OwnMeasuresView.as_view(), name="measures-own"),
    path("measures/new/", measures.MeasurePublishView.as_view(), name="measure-publish"),
    path("measures/<int:pk>/file/", measures.MeasureFileView.as_view(), name="measure-file"),
    path("measures/<int:pk>/end/", measures.MeasureEndView.as_view(), name="measure-end"),
    path("measures/<int:pk>/withdraw/", measures.MeasureWithdrawView.as_view(), name="measure-withdraw"),
]
