"""Public pages."""

from django.urls import path

from filings.views import public, self_check
from zzspace.health import healthz

urlpatterns = [
    path("", public.HomePage.as_view(), name="home"),
    path("guide/", public.GuidePage.as_view(), name="guide"),
    path("policy/", public.PolicyPage.as_view(), name="policy"),
    path("check/", self_check.SelfCheckView.as_view(), name="self-check"),
    path("rounds/", public.RoundListPage.as_view(), name="rounds"),
    path("rounds/<int:pk>/", public.RoundPage.as_view(), name="round"),
    path("notices/", public.NoticeListPage.as_view(), name="notices"),
    path("notices/<int:pk>/", public.NoticePage.as_view(), name="notice"),
    path("register/", public.RegisterPage.as_view(), name="register"),
    path("register/data.csv", public.register_csv, name="register-csv"),
    path("register/data.json", public.register_json, name="register-json"),
    path("help/", public.PublicPage.as_view(template_name="filings/public/help.html"), name="help"),
    path(
        "accessibility/",
        public.PublicPage.as_view(template_name="filings/public/accessibility.html"),
        name="accessibility",
    ),
    path("privacy/", public.PublicPage.as_view(template_name="filings/public/privacy.html"), name="privacy"),
    path("healthz", healthz, name="healthz"),
]
