"""Registers of what a space incubates: residents, cases, financing, activities (Article 5 （四）（五）（八）)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from filings.models.spaces import Space


class Resident(models.Model):
    """A team, maker group or startup in residence.

    A team that incorporates goes on as the startup it became: `incorporated_on` turns it, its time in residence runs on.
    `left_on` is the last day in residence.
    """

    class Kind(models.TextChoices):
        TEAM = "team", "创业团队"
        MAKER = "maker", "创客群体"
        STARTUP = "startup", "初创企业"

    space = models.ForeignKey(Space, models.CASCADE, related_name="residents")
    kind = models.CharField("入驻时类型", max_length=8, choices=Kind)
    name = models.CharField("名称", max_length=80)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True, help_text="企业填写")
    company_name = models.CharField("注册的企业名称", max_length=80, blank=True, help_text="团队注册为企业后填写")
    entered_on = models.DateField("入驻日")
    left_on = models.DateField("迁出日", null=True, blank=True, help_text="最后在驻的一天；仍在驻的留空")
    founded_on = models.DateField("企业成立日", null=True, blank=True, help_text="入驻时已是企业的填写")
    incorporated_on = models.DateField("团队注册为企业的日期", null=True, blank=True)
    field = models.CharField("产业领域", max_length=60, blank=True)
    headcount = models.PositiveIntegerField("人数", default=1)
    contact_name = models.CharField("联系人", max_length=40, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "团队与企业"
        ordering = ("-entered_on", "-pk")
        indexes = (
            models.Index(fields=("space", "entered_on")),
            models.Index(fields=("uscc",), name="resident_by_code"),
            models.Index(fields=("contact_phone",), name="resident_by_phone"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("entered_on")),
                name="resident_left_after_entered",
                violation_error_message="迁出日不能早于入驻日。",
            ),
            models.CheckConstraint(
                condition=Q(incorporated_on__isnull=True) | Q(incorporated_on__gt=F("entered_on")) & ~Q(kind="startup"),
                name="resident_incorporated_after_entered",
                violation_error_message="注册日应晚于入驻日；入驻时已是企业的，请选择初创企业并填写成立日。",
            ),
            models.CheckConstraint(
                condition=Q(incorporated_on__isnull=True)
                | Q(left_on__isnull=True)
                | Q(left_on__gte=F("incorporated_on")),
                name="resident_incorporated_before_left",
                violation_error_message="注册日不能晚于迁出日。",
            ),
            models.CheckConstraint(
                condition=~Q(kind="startup") | Q(founded_on__isnull=False) & Q(founded_on__lte=F("entered_on")),
                name="resident_startup_has_founding_day",
                violation_error_message="初创企业请填写成立日，且不能晚于入驻日。",
            ),
        )

    def __str__(self) -> str:
        return self.company_name or self.name


class EventRow(models.Model):
    """A register row that happened on one day. One that a district took out of an application (更正) stays on record with
    the district's reason and counts no more from `struck_on`, that day included.
    """

    struck_on = models.DateField("不予认定日", null=True, blank=True, editable=False)
    struck_reason = models.TextField("不予认定的理由", blank=True, max_length=1000, editable=False)

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(struck_on__isnull=True, struck_reason="")
                | Q(struck_on__isnull=False) & ~Q(struck_reason=""),
                name="%(class)s_struck_with_reason",
            ),
        )


class IncubationCase(EventRow):
    """A typical incubation case (典型孵化案例)."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="cases")
    resident = models.ForeignKey(
        Resident, models.PROTECT, verbose_name="团队或企业", null=True, blank=True, related_name="cases"
    )
    title = models.CharField("案例名称", max_length=80)
    on = models.DateField("形成日期")
    summary = models.TextField("案例说明", max_length=1000)

    class Meta(EventRow.Meta):
        verbose_name = verbose_name_plural = "典型孵化案例"
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return self.title


class FinancingEvent(EventRow):
    """Financing that a resident obtained (获得融资)."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="financing")
    resident = models.ForeignKey(Resident, models.PROTECT, verbose_name="团队或企业", related_name="financing")
    on = models.DateField("到账日期")
    amount_wan = models.DecimalField("金额（万元）", max_digits=12, decimal_places=2)
    investor = models.CharField("出资方", max_length=80)

    class Meta(EventRow.Meta):
        verbose_name = verbose_name_plural = "融资"
        ordering = ("-on", "-pk")
        constraints = (
            *EventRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount_wan__gt=0), name="financing_positive", violation_error_message="金额应大于0。"
            ),
        )

    def __str__(self) -> str:
        return f"{self.resident} {self.amount_wan}万元"


class Activity(EventRow):
    """An activity held for residents (各类活动)."""

    class Kind(models.TextChoices):
        RELEASE = "release", "项目发布"
        ROADSHOW = "roadshow", "路演展示"
        TRAINING = "training", "培训沙龙"
        OPERATION = "operation", "运营提升"
        FINANCING = "financing", "融资对接"
        OTHER = "other", "其他"

    space = models.ForeignKey(Space, models.CASCADE, related_name="activities")
    on = models.DateField("举办日期")
    title = models.CharField("活动名称", max_length=80)
    kind = models.CharField("类型", max_length=10, choices=Kind)
    participants = models.PositiveIntegerField("参加人数", default=0)

    class Meta(EventRow.Meta):
        verbose_name = verbose_name_plural = "活动"
        ordering = ("-on", "-pk")
        indexes = (models.Index(fields=("on", "title"), name="activity_by_day_and_title"),)

    def __str__(self) -> str:
        return self.title
