"""Article 11: the reserve pool."""

from django.urls import include, path

from filings.views import pool, pool_steps

one_entry = [
    path("", pool.PoolEntryPage.as_view(), name="pool-entry"),
    path("figures/", pool_steps.PoolFiguresView.as_view(), name="pool-figures"),
    path("guidance/", pool_steps.PoolGuidanceView.as_view(), name="pool-guidance"),
    path("link/", pool_steps.PoolLinkView.as_view(), name="pool-link"),
    path("leave/", pool_steps.PoolLeaveView.as_view(), name="pool-leave"),
    path("draft/", pool_steps.PoolDraftView.as_view(), name="pool-draft"),
]
urlpatterns = [
    path("pool/", pool.PoolListView.as_view(), name="pool"),
    path("pool/export/", pool.PoolExportView.as_view(), name="pool-export"),
    path("pool/new/", pool.PoolCandidatesView.as_view(), name="pool-new"),
    path("pool/new/unregistered/", pool_steps.EnterUnregisteredView.as_view(), name="pool-enter-unregistered"),
    path("pool/enter/<int:pk>/", pool_steps.EnterSpaceView.as_view(), name="pool-enter"),
    path("pool/guidance/<int:pk>/strike/", pool_steps.GuidanceStrikeView.as_view(), name="pool-guidance-strike"),
    path("pool/<int:pk>/", include(one_entry)),
]
