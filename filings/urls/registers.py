"""Organisation, spaces and registers."""

from django.urls import path

from filings.selectors.registers import GROUPS
from filings.views import filings, loads, registers

urlpatterns = [
    path("organisation/", registers.OrganisationView.as_view(), name="organisation"),
    path("filings/", filings.FilingListView.as_view(), name="filings"),
    path("spaces/", registers.SpaceListView.as_view(), name="spaces"),
    path("spaces/new/", registers.SpaceCreateView.as_view(), name="space-create"),
    path("spaces/<int:pk>/", registers.SpacePage.as_view(), name="space"),
    path("spaces/<int:pk>/edit/", registers.SpaceEditView.as_view(), name="space-edit"),
    path("spaces/<int:pk>/registers/<slug:register>/", registers.RegisterListView.as_view(), name="space-register"),
    path("spaces/<int:pk>/registers/<slug:register>/new/", registers.RowCreateView.as_view(), name="row-create"),
    path("spaces/<int:pk>/registers/<slug:register>/<int:row>/edit/", registers.RowEditView.as_view(), name="row-edit"),
    path("spaces/<int:pk>/registers/<slug:register>/<int:row>/end/", registers.RowEndView.as_view(), name="row-end"),
    path("spaces/<int:pk>/registers/<slug:register>/import/", loads.RegisterLoadView.as_view(), name="register-import"),
    path(
        "spaces/<int:pk>/registers/<slug:register>/template/",
        loads.RegisterTemplateView.as_view(),
        name="register-template",
    ),
    *(
        path(f"registers/{group}/", registers.RegisterHomeView.as_view(group=group), name=f"registers-{group}")
        for group in GROUPS
    ),
]
