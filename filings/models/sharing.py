"""What is open to makerspaces: shared platforms and services (Article 10), policies that a filed one may draw on (Article 9).

Kept by the city, or by a district for itself (`district`); a row is never deleted, it lapses by its last day or is withdrawn.
"""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import BaseConstraint, F, Q

from filings.models.accounts import District, User


class OpenOffer(models.Model):
    """What resources and policies have in common: for whom by district, until when, by whom it is kept."""

    district = models.ForeignKey(
        District,
        models.PROTECT,
        verbose_name="适用区县",
        null=True,
        blank=True,
        related_name="+",
        help_text="全市适用的留空",
    )
    valid_until = models.DateField("有效期至", null=True, blank=True, help_text="含当日；长期有效的留空")
    kept_by = models.ForeignKey(User, models.PROTECT, verbose_name="最近维护", related_name="+")
    kept_at = models.DateTimeField("维护时间", auto_now=True)
    withdrawn_on = models.DateField("撤下日期", null=True, blank=True)
    withdrawal_reason = models.CharField("撤下原因", max_length=200, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawal_reason="")
                | Q(withdrawn_on__isnull=False) & ~Q(withdrawal_reason=""),
                name="%(class)s_withdrawn_with_reason",
            ),
        )

    def has_lapsed(self, on: date) -> bool:
        """Whether its last day has passed."""
        return self.valid_until is not None and self.valid_until < on

    @property
    def place(self) -> str:
        """The district it is for, or the whole city."""
        return self.district.name if self.district else "全市"


class SharedResource(OpenOffer):
    """A platform, base or service that is open to makerspaces."""

    class Kind(models.TextChoices):
        PLATFORM = "platform", "科技创新服务平台"
        BASE = "base", "科技创新基地"
        SME_SERVICE = "sme_service", "小微企业公共服务平台"
        EQUIPMENT = "equipment", "仪器设备共享"
        TESTING = "testing", "检验检测与中试"
        OTHER = "other", "其他服务"

    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类型", max_length=12, choices=Kind)
    provider = models.CharField("提供单位", max_length=80)
    field = models.CharField("领域", max_length=40, help_text="如智能传感、生物医药；不限领域的填综合")
    offers = models.TextField("服务内容", max_length=1000)
    address = models.CharField("地址", max_length=120, blank=True)
    contact = models.CharField("咨询方式", max_length=80, help_text="对外公开的部门和办公电话")
    how_to_use = models.TextField("使用办法", max_length=1000)

    class Meta(OpenOffer.Meta):
        verbose_name = verbose_name_plural = "共享资源"
        ordering = ("name", "pk")
        indexes = (models.Index(fields=("valid_until",)),)

    def __str__(self) -> str:
        return self.name


class SupportPolicy(OpenOffer):
    """A policy that a filed makerspace may draw on."""

    title = models.CharField("政策名称", max_length=100)
    issuer = models.CharField("发布机关", max_length=80)
    number = models.CharField("文号", max_length=40, blank=True)
    who = models.CharField("适用对象", max_length=200)
    what = models.TextField("支持内容", max_length=1000)
    how = models.TextField("办理方式", max_length=1000)
    link = models.URLField("原文链接", max_length=300, blank=True)
    valid_from = models.DateField("施行日期")

    class Meta:
        verbose_name = verbose_name_plural = "惠及政策"
        ordering = ("-valid_from", "-pk")
        indexes = (models.Index(fields=("valid_until", "valid_from")),)
        constraints = (
            *OpenOffer.Meta.constraints,
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="policy_from_before_until",
            ),
        )

    def __str__(self) -> str:
        return self.title
