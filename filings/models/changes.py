"""Changes of filings (变更, Article 14), what they leave behind, and filings given up by their operators (注销)."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from filings.models.accounts import District, User
from filings.models.documents import Document
from filings.models.files import StoredFile
from filings.models.filings import Filing
from filings.models.operators import Operator
from filings.models.spaces import Space
from filings.workflow_changes import CHANGE_ENDED, CHANGE_STATE_LABELS, ChangeState


class ChangeReport(models.Model):
    """One change of one filing. `state` is written by services.changes.transitions.advance_change() alone.

    `before` and `after` hold plain values that can be written to the rows they name (selectors.changes.contents says how
    they read); `due_on` and `days_late` are computed once, when it is reported. `verdicts` are frozen likewise.
    """

    class Kind(models.TextChoices):
        NAME = "name", "名称"
        OPERATOR = "operator", "运营主体"
        AREA = "area", "面积范围"
        LOCATION = "location", "场地位置"
        OTHER = "other", "其他备案条件"

    filing = models.ForeignKey(Filing, models.PROTECT, verbose_name="备案", related_name="changes")
    operator = models.ForeignKey(Operator, models.PROTECT, verbose_name="报告时的运营机构", related_name="changes")
    district = models.ForeignKey(District, models.PROTECT, verbose_name="办理区县", related_name="+")
    kind = models.CharField("变更事项", max_length=10, choices=Kind)
    state = models.CharField(
        "状态",
        max_length=24,
        choices=[(s.value, CHANGE_STATE_LABELS[s]) for s in ChangeState],
        default=ChangeState.REPORTED,
    )
    state_since = models.DateTimeField("进入当前状态的时间", auto_now_add=True)
    what = models.TextField("变更情况说明", max_length=2000)
    happened_on = models.DateField("变更日期")
    before = models.JSONField("变更前", default=dict)
    after = models.JSONField("变更后", default=dict)
    opened_by = models.ForeignKey(User, models.PROTECT, verbose_name="提出", related_name="+")
    by_district = models.BooleanField("由区县发现", default=False)
    reported_at = models.DateTimeField("报告时间", auto_now_add=True)
    reported_on = models.DateField("报告日期")
    due_on = models.DateField("报告期限")
    days_late = models.PositiveIntegerField("逾期天数", default=0)
    verdicts = models.JSONField("变更前后的判定", default=dict)
    returned_items = models.JSONField("补正事项", default=list, blank=True)
    returned_due_on = models.DateField("补正期限", null=True, blank=True)
    documents_finding = models.TextField("材料审查意见", max_length=2000, blank=True)
    visited_on = models.DateField("实地核查日期", null=True, blank=True)
    visitors = models.CharField("核查人员", max_length=60, blank=True, help_text="两人，用顿号分开")
    site_finding = models.TextField("实地核查情况", max_length=2000, blank=True)
    opinion = models.TextField("区县意见", max_length=2000, blank=True)
    city_reason = models.TextField("市科技局意见", max_length=2000, blank=True)
    filed_on = models.DateField("变更备案日期", null=True, blank=True)
    notice = models.OneToOneField(
        Document, models.PROTECT, verbose_name="变更备案通知", null=True, blank=True, related_name="change"
    )

    class Meta:
        verbose_name = verbose_name_plural = "变更"
        ordering = ("-reported_at", "-pk")
        indexes = (
            models.Index(fields=("state", "due_on")),
            models.Index(fields=("filing", "happened_on")),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("filing", "kind"),
                condition=~Q(state__in=sorted(CHANGE_ENDED)),
                name="one_open_change_per_kind_and_filing",
            ),
            models.CheckConstraint(
                condition=Q(happened_on__lte=F("reported_on")), name="change_not_before_it_happened"
            ),
            models.CheckConstraint(
                condition=Q(days_late=0, reported_on__lte=F("due_on"))
                | Q(days_late__gt=0, reported_on__gt=F("due_on")),
                name="change_late_after_its_due_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | Q(returned_due_on__isnull=False), name="change_returned_with_due_day"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("site_checked", "forwarded", "cancellation_proposed", "filed"))
                | Q(visited_on__isnull=False) & ~Q(visitors="") & ~Q(site_finding=""),
                name="change_goes_on_with_site_check",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("forwarded", "cancellation_proposed", "filed")) | ~Q(opinion=""),
                name="change_goes_to_the_city_with_opinion",
            ),
            models.CheckConstraint(
                condition=Q(state="filed", filed_on__isnull=False, notice__isnull=False)
                | ~Q(state="filed") & Q(filed_on__isnull=True, notice__isnull=True),
                name="change_filed_with_notice",
            ),
        )

    def __str__(self) -> str:
        return f"{self.filing.space}{self.get_kind_display()}变更"

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.state not in CHANGE_ENDED

    @property
    def fails(self) -> list[dict[str, Any]]:
        """The checks that the changed facts no longer pass."""
        return [check for check in self.verdicts.get("after", {}).get("checks", ()) if check["verdict"] == "fail"]


class ChangeFile(models.Model):
    """A file of a change: the report's evidence, or what the district took at the site."""

    class Part(models.TextChoices):
        EVIDENCE = "evidence", "证明材料"
        SITE = "site", "实地核查材料"

    change = models.ForeignKey(ChangeReport, models.PROTECT, related_name="files")
    part = models.CharField("部分", max_length=10, choices=Part)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="change_file")

    class Meta:
        verbose_name = verbose_name_plural = "变更材料"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.file}"


class SpaceMove(models.Model):
    """That a space left a district by a filed change: the district keeps the history up to `until`, its last day there."""

    space = models.ForeignKey(Space, models.PROTECT, related_name="moves")
    district = models.ForeignKey(District, models.PROTECT, verbose_name="原所在区县", related_name="+")
    until = models.DateField("最后一日")
    change = models.OneToOneField(ChangeReport, models.PROTECT, related_name="move")

    class Meta:
        verbose_name = verbose_name_plural = "跨区县迁移"
        ordering = ("space", "until", "pk")

    def __str__(self) -> str:
        return f"{self.space} {self.district} {self.until}"


class Cancellation(models.Model):
    """An operator's request to give its filing up (注销), and what came of it."""

    filing = models.ForeignKey(Filing, models.PROTECT, verbose_name="备案", related_name="cancellations")
    reason = models.TextField("注销原因", max_length=1000)
    asked_by = models.ForeignKey(User, models.PROTECT, verbose_name="申请人", related_name="+")
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    cancelled_on = models.DateField("注销日期", null=True, blank=True)
    notice = models.OneToOneField(
        Document, models.PROTECT, verbose_name="注销备案通知", null=True, blank=True, related_name="cancellation"
    )

    class Meta:
        verbose_name = verbose_name_plural = "注销申请"
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("filing",),
                condition=Q(withdrawn_at__isnull=True, cancelled_on__isnull=True),
                name="one_open_cancellation_per_filing",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_on__isnull=True, notice__isnull=True)
                | Q(cancelled_on__isnull=False, notice__isnull=False, withdrawn_at__isnull=True),
                name="cancelled_with_notice",
            ),
        )

    def __str__(self) -> str:
        return f"{self.filing}注销"

    @property
    def is_open(self) -> bool:
        """Whether the city has still to deal with it."""
        return self.withdrawn_at is None and self.cancelled_on is None
