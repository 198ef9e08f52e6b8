"""Annual returns (年度统计报表, 第十三条) with one column for each entry of statistics.columns, the reporting window of a
year, extensions, marks of the national return and findings of 未按要求报送.
"""

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.db.models.lookups import Exact, LessThanOrEqual

from evaluation.statistics.checks import HEADCOUNTS, MONEY_RECEIVED, PARTS_OF_TOTAL, RECIPIENTS, SHARES, TOTAL
from evaluation.statistics.columns import COLUMNS, FIELDS, Column, Kind, Value
from evaluation.workflow import EDITABLE, RETURN_STATE_LABELS, ReturnState
from filings.models import Space, User

FIRST_YEAR = 2015


class StatisticsYear(models.Model):
    """A year of reporting: the window in which returns are taken, both days included, set by the city."""

    year = models.PositiveSmallIntegerField("统计年度", unique=True, validators=[MinValueValidator(FIRST_YEAR)])
    opens_on = models.DateField("报送开始日")
    closes_on = models.DateField("报送截止日", help_text="含当日")
    closed_at = models.DateTimeField("年度关闭时间", null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "统计年度"
        ordering = ("-year",)
        constraints = (
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="statistics_window_in_order",
                violation_error_message="报送截止日不能早于开始日。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}年度"


def figure_field(column: Column) -> models.Field[Any, Any]:
    """The model field of a figure; blank while a draft lacks it."""
    if column.kind is Kind.COUNT:
        return models.PositiveIntegerField(column.title, null=True, blank=True, help_text=column.note)
    return models.DecimalField(
        column.title, max_digits=12, decimal_places=2, null=True, blank=True, help_text=column.note
    )


class Figures(models.Model):
    """The 47 figures, from the table of columns."""

    class Meta:
        abstract = True

    @property
    def figures(self) -> dict[str, Value | None]:
        """The figures by field name, in the order of the table."""
        return {name: getattr(self, name) for name in FIELDS}


for _column in COLUMNS:
    Figures.add_to_class(_column.field, figure_field(_column))  # the hook of Django's metaclass


def draft_or(condition: Any) -> Q:
    """The condition holds for every return that counts as reported; drafts may still be incomplete."""
    return Q(state__in=sorted(EDITABLE)) | Q(condition)


def rounded(expression: Any) -> Round:
    """Exact on both databases: SQLite adds decimals as floats."""
    return Round(expression, precision=2, output_field=models.DecimalField(max_digits=14, decimal_places=2))


def sum_of(names: tuple[str, ...]) -> Any:
    """The sum of columns as an expression."""
    total: Any = F(names[0])
    for name in names[1:]:
        total = total + F(name)
    return total


def figure_constraints() -> tuple[models.BaseConstraint, ...]:
    """What must never stand in a reported return, from the tables of checks."""
    whole = {f"{name}__isnull": False for name in FIELDS}
    blank_or_positive = Q()
    for name in (column.field for column in COLUMNS if column.kind is not Kind.COUNT):
        blank_or_positive &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0})
    return (
        models.CheckConstraint(condition=draft_or(Q(**whole)), name="return_reported_whole"),
        models.CheckConstraint(condition=blank_or_positive, name="return_not_negative"),
        *(
            models.CheckConstraint(
                condition=draft_or(LessThanOrEqual(rounded(sum_of(share.parts) - F(share.whole)), 0)),
                name=f"return_{share.key}",
            )
            for share in SHARES
        ),
        models.CheckConstraint(
            condition=draft_or(Exact(rounded(sum_of(PARTS_OF_TOTAL) - F(TOTAL)), 0)), name="return_income_adds_up"
        ),
        *(
            models.CheckConstraint(
                condition=draft_or(
                    Q(**{pair.units: 0, pair.people: 0})
                    | Q(**{f"{pair.units}__gt": 0, f"{pair.people}__gte": F(pair.units)})
                ),
                name=f"return_{pair.people}_in_{pair.units}",
            )
            for pair in HEADCOUNTS
        ),
        models.CheckConstraint(
            condition=draft_or(
                Q(**{MONEY_RECEIVED: 0, **dict.fromkeys(RECIPIENTS, 0)})
                | Q(**{f"{MONEY_RECEIVED}__gt": 0})
                & (Q(**{f"{RECIPIENTS[0]}__gt": 0}) | Q(**{f"{RECIPIENTS[1]}__gt": 0}))
            ),
            name="return_money_has_recipients",
        ),
    )


class AnnualReturn(Figures):
    """The return of one makerspace for one year. `reasons` are the sender's, by key of the warning; `items` are the
    fields (and the note to each) that were sent back, `missed_on` the day by which it then was not resubmitted;
    `groups_done` the sections that the operator has finished.
    """

    class Source(models.TextChoices):
        FORM = "form", "在线填报"
        OPERATOR = "operator", "运营机构导入"
        DISTRICT = "district", "区县导入"
        CITY = "city", "市科技局导入"
        ADMIN = "admin", "系统管理员导入"
        HISTORIC = "historic", "历史数据"

    space = models.ForeignKey(Space, models.PROTECT, verbose_name="众创空间", related_name="returns")
    year = models.PositiveSmallIntegerField("统计年度")
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(state.value, RETURN_STATE_LABELS[state]) for state in ReturnState],
        default=ReturnState.OPEN.value,
    )
    source = models.CharField("来源", max_length=10, choices=Source, default=Source.FORM)
    reasons = models.JSONField("情况说明", default=dict, blank=True)
    items = models.JSONField("退回事项", default=dict, blank=True)
    due_on = models.DateField("修改期限", null=True, blank=True)
    missed_on = models.DateField("错过的修改期限", null=True, blank=True)
    groups_done = models.JSONField("已完成部分", default=list, blank=True)
    revision = models.PositiveIntegerField("修订", default=0)
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    first_submitted_at = models.DateTimeField("首次报送时间", null=True, blank=True)
    confirmed_at = models.DateTimeField("审核时间", null=True, blank=True)
    locked_at = models.DateTimeField("锁定时间", null=True, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("修改时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "年度统计报表"
        ordering = ("-year", "space")
        indexes = (models.Index(fields=("year", "state")),)
        constraints = (
            models.UniqueConstraint(fields=("space", "year"), name="one_return_per_space_and_year"),
            *figure_constraints(),
            models.CheckConstraint(
                condition=~Q(state="returned") | Q(due_on__isnull=False), name="return_sent_back_has_due_day"
            ),
            models.CheckConstraint(
                condition=draft_or(Q(submitted_at__isnull=False)), name="return_reported_has_instant"
            ),
        )

    def __str__(self) -> str:
        return f"{self.space} {self.year}年度统计"


class ReturnExtension(models.Model):
    """A later last day of reporting for one makerspace, given with reason (延期)."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="return_extensions")
    year = models.PositiveSmallIntegerField("统计年度")
    until = models.DateField("延期至", help_text="含当日")
    reason = models.TextField("理由", max_length=500)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "报送延期"
        constraints = (models.UniqueConstraint(fields=("space", "year"), name="one_extension_per_space_and_year"),)

    def __str__(self) -> str:
        return f"{self.space} {self.year}年度延至{self.until}"


class TorchMark(models.Model):
    """Whether the national Torch return (火炬统计) was made for a year, as marked by the district."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="torch_marks")
    year = models.PositiveSmallIntegerField("统计年度")
    reported = models.BooleanField("已报送火炬统计")
    note = models.CharField("说明", max_length=200, blank=True)
    marked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField("时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "火炬统计标记"
        constraints = (models.UniqueConstraint(fields=("space", "year"), name="one_torch_mark_per_space_and_year"),)

    def __str__(self) -> str:
        return f"{self.space} {self.year}年度火炬统计{'已' if self.reported else '未'}报送"


class ReportingFinding(models.Model):
    """The city's finding that a return was not 及时、准确、真实完整 (第十三条): raised with reason, decided after the
    operator's reply or the end of the time for it.
    """

    class Ground(models.TextChoices):
        LATE = "late", "不及时"
        INACCURATE = "inaccurate", "不准确"
        UNTRUE = "untrue", "不真实"
        INCOMPLETE = "incomplete", "不完整"

    class Status(models.TextChoices):
        OPEN = "open", "待运营机构说明"
        REPLIED = "replied", "待认定"
        UPHELD = "upheld", "认定未按要求报送"
        DROPPED = "dropped", "不予认定"

    space = models.ForeignKey(Space, models.PROTECT, related_name="reporting_findings")
    year = models.PositiveSmallIntegerField("统计年度")
    grounds = models.JSONField("情形", default=list)
    reason = models.TextField("事实和理由", max_length=1000)
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField("提出时间", auto_now_add=True)
    reply_due_on = models.DateField("说明期限", help_text="含当日")
    reply = models.TextField("运营机构说明", blank=True, max_length=1000)
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField("说明时间", null=True, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.OPEN)
    conclusion = models.TextField("认定意见", blank=True, max_length=1000)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("认定时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "未按要求报送认定"
        ordering = ("-raised_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("space", "year"),
                condition=Q(status__in=("open", "replied", "upheld")),
                name="one_standing_finding_per_space_and_year",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("open", "replied"), decided_at__isnull=True)
                | Q(status__in=("upheld", "dropped"), decided_at__isnull=False) & ~Q(conclusion=""),
                name="finding_decided_with_conclusion",
            ),
        )

    def __str__(self) -> str:
        return f"{self.space} {self.year}年度：{self.get_status_display()}"
