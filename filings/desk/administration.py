"""Navigation of administrators and auditors, and what people (运营机构确认、加入申请) contribute to other desks."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from filings.models import User
from filings.selectors.inbox import failed_mails
from filings.selectors.operators import open_join_requests, operators_to_confirm
from filings.workflow import Role
from zzspace.desk import DeskItem, DeskSection, NavItem, registry

ADMIN = frozenset({Role.ADMIN.value})
AUDITOR = frozenset({Role.AUDITOR.value})
DISTRICT = frozenset({Role.DISTRICT.value})
JOIN = frozenset({Role.OPERATOR.value, Role.DISTRICT.value})
SHOWN = 5


def pending_operators(user: User) -> Iterable[DeskItem]:
    """Operators that wait for the district's confirmation, the oldest first."""
    for operator in operators_to_confirm(user)[:SHOWN]:
        yield DeskItem(
            title=operator.name,
            url=reverse("filings:operator", args=[operator.pk]),
            text=f"{operator.uscc}，{timezone.localdate(operator.created_at)}登记",
            tag="待确认",
            tone="review",
            button="核对确认",
            hot=True,
        )


def pending_joins(user: User) -> Iterable[DeskItem]:
    """People who ask to join an operator."""
    for request in open_join_requests(user)[:SHOWN]:
        yield DeskItem(
            title=f"{request.user.full_name}申请加入{request.operator.name}",
            url=reverse("filings:join-requests"),
            text=f"{timezone.localdate(request.created_at)}提出，请核实身份后办理",
            tag="加入申请",
            tone="review",
            button="去办理",
            hot=True,
        )


def lost_mails(_user: User) -> Iterable[DeskItem]:
    """E-mails that were given up: one line, whatever their number."""
    if number := failed_mails().count():
        yield DeskItem(
            title=f"{number}封邮件没有发出",
            url=f"{reverse('admin:filings_outgoingmail_changelist')}?state=given_up",
            text="多次尝试后仍未发出，收件人的站内消息不受影响。请检查邮件服务器和收件人邮箱，再重新发送。",
            tag="邮件",
            tone="fail",
            button="查看",
            hot=True,
        )


def contribute() -> None:
    """Add navigation and desk sections."""
    registry.add_nav(
        NavItem("filings:desk", "layout-dashboard", "工作台", ADMIN | AUDITOR, position=1),
        NavItem("admin:filings_user_changelist", "users", "账号", ADMIN, position=20),
        NavItem("admin:filings_district_changelist", "building-community", "区县", ADMIN, position=21),
        NavItem("admin:filings_citysettings_changelist", "settings", "市局设置", ADMIN, position=22),
        NavItem("admin:filings_outgoingmail_changelist", "mail-exclamation", "未发出的邮件", ADMIN, position=23,
                count=lambda user: failed_mails().count(), hot=True),
        NavItem("filings:audit", "list-search", "审计记录", AUDITOR, position=20),
        NavItem("filings:audit-sign-ins", "login", "登录记录", AUDITOR, position=21),
        NavItem("filings:audit-verify", "shield-check", "核验记录链", AUDITOR, position=22),
        NavItem(
            "filings:operators",
            "building-bank",
            "运营机构确认",
            DISTRICT,
            caption="辖区",
            position=60,
            count=lambda user: operators_to_confirm(user).count(),
            hot=True,
        ),
        NavItem("filings:join-requests", "user-plus", "加入申请", JOIN, caption="机构", position=90,
                count=lambda user: open_join_requests(user).count(), hot=True),
    )  # fmt: skip
    registry.add_sections(
        DeskSection("lost-mails", "没有发出的邮件", ADMIN, lost_mails, position=30),
        DeskSection("operators", "待确认的运营机构", DISTRICT, pending_operators, position=40, more="/operators/"),
        DeskSection("joins", "加入申请", JOIN, pending_joins, position=50, more="/join-requests/"),
    )
