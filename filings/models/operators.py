"""Operators (运营机构): the legal bodies that run makerspaces, and who asks to join one."""

from typing import ClassVar

from django.db import models
from django.db.models import BaseConstraint, F, Q
from simple_history.models import HistoricalRecords

from filings.models.accounts import District, User


class Operator(models.Model):
    """An organisation with its unified social credit code; confirmed by the district of its first site."""

    class Status(models.TextChoices):
        PENDING = "pending", "待区县确认"
        CONFIRMED = "confirmed", "已确认"
        REFUSED = "refused", "未通过"

    name = models.CharField("机构名称", max_length=80)
    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True)
    legal_representative = models.CharField("法定代表人", max_length=40)
    registered_address = models.CharField("注册地址", max_length=120)
    contact_name = models.CharField("联系人", max_length=40)
    contact_phone = models.CharField("联系电话", max_length=30)
    email = models.EmailField("电子邮箱", blank=True)
    district = models.ForeignKey(District, models.PROTECT, verbose_name="首个场地所在区县", related_name="operators")
    independent_legal_entity = models.BooleanField("是独立法人", null=True, blank=True)
    registered_in_city = models.BooleanField("在郑州市注册", null=True, blank=True)
    registered_at_site = models.BooleanField("注册地与运营地一致", null=True, blank=True)
    operating_since = models.DateField("实际运营开始日", null=True, blank=True)
    licence = models.ForeignKey(
        "filings.StoredFile", models.PROTECT, verbose_name="营业执照", null=True, blank=True, related_name="licence_of"
    )
    status = models.CharField("确认状态", max_length=10, choices=Status, default=Status.PENDING)
    refusal_reason = models.TextField("未通过原因", blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "运营机构"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(refusal_reason=""), name="operator_refused_with_reason"
            ),
        )

    def __str__(self) -> str:
        return self.name


class JoinRequest(models.Model):
    """A second person who names a code already registered asks to join; a member or the district decides."""

    class Status(models.TextChoices):
        PENDING = "pending", "待同意"
        ADMITTED = "admitted", "已同意"
        REFUSED = "refused", "未同意"

    operator = models.ForeignKey(Operator, models.CASCADE, related_name="join_requests")
    user = models.OneToOneField(User, models.CASCADE, related_name="join_request")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.PENDING)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    created_at = models.DateTimeField("提出时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "加入申请"
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return f"{self.user} → {self.operator}"


class DatedRow(models.Model):
    """A register row with its effective days, both inclusive; counted on a day when from ≤ day ≤ until.

    A row that was ever counted in a frozen snapshot is not deleted but given an end date.
    """

    valid_from = models.DateField("起始日")
    valid_until = models.DateField("截止日", null=True, blank=True, help_text="仍有效的留空")

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="%(class)s_from_before_until",
                violation_error_message="截止日不能早于起始日。",
            ),
        )
