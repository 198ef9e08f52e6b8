"""What the frame of every page shows: who runs the site, navigation, unread messages. No page's own data."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from zzspace.desk import nav_groups, registry

PUBLIC_NAV = (
    ("/", "首页"),
    ("/guide/", "备案须知"),
    ("/rounds/", "申报批次"),
    ("/check/", "条件自测"),
    ("/register/", "备案名册"),
    ("/notices/", "公告公示"),
    ("/results/", "评价结果"),
    ("/verify/", "证书查验"),
    ("/resources/", "资源政策"),
    ("/policy/", "政策原文"),
)


PATHS = {
    "home": "/",
    "desk": "/desk/",
    "inbox": "/inbox/",
    "help": "/help/",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "report": "/reports/new/",
    "registration": "/accounts/register/",
    "clauses": "/policy/clauses/",
}


def portal() -> dict[str, str]:
    """Names and record numbers for header and footer, empty ones not shown; and the fixed addresses that pages of either app link to."""
    return PATHS | {
        "name": settings.SITE_NAME,
        "owner": settings.SITE_OWNER,
        "operator": settings.SITE_OPERATOR,
        "icp": settings.SITE_ICP,
        "gov_id": settings.SITE_GOV_ID,
        "police_id": settings.SITE_POLICE_ID,
    }


def public_nav(path: str) -> list[dict[str, Any]]:
    """The public site's entries; the home page is active only on itself."""
    return [
        {"url": url, "label": label, "active": path == url or (url != "/" and path.startswith(url))}
        for url, label in PUBLIC_NAV
    ]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor. What costs a query is lazy: a page without the frame (an htmx fragment, the 500 page) pays nothing."""
    user = getattr(request, "user", None)
    shown: dict[str, Any] = {
        "portal": portal(),  # not "site": allauth puts a Site of that name into its pages
        "public_nav": public_nav(request.path),
        "rule_version": SimpleLazyObject(registry.rule_version),
        "demo_password": settings.DEMO_PASSWORD if settings.DEMO else "",
    }
    if user is not None and user.is_authenticated:
        shown["nav"] = SimpleLazyObject(lambda: nav_groups(user, request.path))
        shown["unread"] = SimpleLazyObject(lambda: registry.unread(user))
    return shown
