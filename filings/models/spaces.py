"""Makerspaces (众创空间) and their sites."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from filings.models.accounts import District
from filings.models.operators import DatedRow, Operator


class Space(models.Model):
    """A makerspace. What a register can count is not repeated here."""

    class Kind(models.TextChoices):
        COMPREHENSIVE = "comprehensive", "综合性"
        PROFESSIONAL = "professional", "专业化"

    class LeadType(models.TextChoices):
        LEADING_ENTERPRISE = "leading_enterprise", "龙头骨干企业"
        RESEARCH_INSTITUTE = "research_institute", "科研院所"
        UNIVERSITY = "university", "高校"
        OTHER = "other", "其他"

    operator = models.ForeignKey(Operator, models.PROTECT, verbose_name="运营机构", related_name="spaces")
    district = models.ForeignKey(District, models.PROTECT, verbose_name="所在区县", related_name="spaces")
    name = models.CharField("众创空间名称", max_length=60)
    kind = models.CharField("类型", max_length=14, choices=Kind, default=Kind.COMPREHENSIVE)
    introduction = models.TextField("简介", blank=True, max_length=1000)
    low_cost = models.BooleanField("提供低收费或免费的办公条件", null=True, blank=True)
    lead_name = models.CharField("牵头建设主体", max_length=80, blank=True)
    lead_type = models.CharField("牵头主体类型", max_length=20, choices=LeadType, blank=True)
    focus_field = models.CharField("聚焦的细分产业领域", max_length=60, blank=True)
    open_platform = models.BooleanField("建有开放性公共技术创新平台", null=True, blank=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "众创空间"
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("operator", "name"),
                name="space_name_once_per_operator",
                violation_error_message="本机构已有同名的众创空间。",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Site(DatedRow):
    """Premises of a space (场地). Several add up; all lie in the space's district."""

    class Tenure(models.TextChoices):
        OWNED = "owned", "自有"
        LEASED = "leased", "租赁"
        GRANTED = "granted", "无偿使用"

    space = models.ForeignKey(Space, models.CASCADE, related_name="sites")
    address = models.CharField("地址", max_length=120)
    district = models.ForeignKey(District, models.PROTECT, verbose_name="所在区县", related_name="+")
    total_area_m2 = models.DecimalField("总面积（㎡）", max_digits=10, decimal_places=2)
    service_area_m2 = models.DecimalField("办公场地、工位和公共服务场地面积（㎡）", max_digits=10, decimal_places=2)
    workstations = models.PositiveIntegerField("创业工位（个）")
    concentrated = models.BooleanField("固定且集中", default=False)
    has_meeting_room = models.BooleanField("有会议室", default=False)
    has_training_room = models.BooleanField("有洽谈培训空间", default=False)
    has_roadshow_venue = models.BooleanField("有项目路演场地", default=False)
    tenure = models.CharField("场地性质", max_length=8, choices=Tenure)
    lease_from = models.DateField("租期起始日", null=True, blank=True)
    lease_to = models.DateField("租期截止日", null=True, blank=True)
    history = HistoricalRecords()

    class Meta(DatedRow.Meta):
        verbose_name = verbose_name_plural = "场地"
        ordering = ("valid_from", "pk")
        constraints = (
            *DatedRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(total_area_m2__gte=0, service_area_m2__gte=0, service_area_m2__lte=F("total_area_m2")),
                name="site_service_within_total",
                violation_error_message="办公、工位和公共服务面积不能超过总面积。",
            ),
            models.CheckConstraint(
                condition=Q(lease_to__isnull=True) | Q(lease_from__isnull=True) | Q(lease_to__gte=F("lease_from")),
                name="site_lease_in_order",
                violation_error_message="租期截止日不能早于起始日。",
            ),
        )

    def __str__(self) -> str:
        return self.address
