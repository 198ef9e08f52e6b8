"""The chained history of decisions, its daily seal, and acts that wait for a signature."""

from datetime import date

from django.db import models

from filings.models.accounts import User
from filings.models.applications import Application
from filings.models.filings import Filing


class HistoryLine(models.Model):
    """One immutable line: who did what to a record, chained by digest. Written by services.history alone.

    `record` is `application:12`; the digest covers every other column and the digest of the line before.
    """

    record = models.CharField("记录", max_length=40)
    sequence = models.PositiveIntegerField("序号")
    actor = models.ForeignKey(User, models.PROTECT, verbose_name="办理人", null=True, blank=True, related_name="+")
    role = models.CharField("角色", max_length=10)
    action = models.CharField("事项", max_length=30)
    from_state = models.CharField("原状态", max_length=24, blank=True)
    to_state = models.CharField("现状态", max_length=24, blank=True)
    reason = models.TextField("理由", blank=True)
    details = models.JSONField("内容", default=dict)
    at = models.DateTimeField("时间")
    previous = models.CharField("前一行摘要", max_length=64, blank=True)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ("record", "sequence")
        constraints = (models.UniqueConstraint(fields=("record", "sequence"), name="history_sequence_once"),)

    def __str__(self) -> str:
        return f"{self.record} #{self.sequence} {self.action}"


class DailySeal(models.Model):
    """The digest over the heads of all chains at the end of a day and over the seal before, for the auditor.

    `previous` is the digest of the seal before; the first has none, nor have seals from before they were chained.
    """

    on = models.DateField("日期", unique=True)
    heads = models.JSONField("各链末行")
    previous = models.CharField("前一封存摘要", max_length=64, blank=True)
    digest = models.CharField("摘要", max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "每日封存"
        ordering = ("-on",)

    def __str__(self) -> str:
        return str(self.on)


class PendingAct(models.Model):
    """An act prepared by one account that waits for another's signature (待签发), on an application or on a filing. One on a
    fraud case (`case`) stands beside the act that moves its application, and does not fall away when that moves; likewise
    those on changes (`change`) of one filing and on a revocation (`revocation`) of it.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "待签发"
        SIGNED = "signed", "已签发"
        SENT_BACK = "sent_back", "已退回经办"
        WITHDRAWN = "withdrawn", "经办已撤回"
        LAPSED = "lapsed", "已失效"

    application = models.ForeignKey(Application, models.CASCADE, null=True, blank=True, related_name="pending_acts")
    filing = models.ForeignKey(Filing, models.PROTECT, null=True, blank=True, related_name="pending_acts")
    change = models.ForeignKey("filings.ChangeReport", models.PROTECT, null=True, blank=True, related_name="acts")
    case = models.ForeignKey(
        "filings.FraudCase", models.PROTECT, verbose_name="弄虚作假核查", null=True, blank=True, related_name="acts"
    )
    revocation = models.ForeignKey(
        "filings.Revocation", models.PROTECT, verbose_name="撤销备案", null=True, blank=True, related_name="acts"
    )
    joint = models.ForeignKey(
        "filings.JointRecommendation",
        models.PROTECT,
        verbose_name="批量推荐",
        null=True,
        blank=True,
        related_name="acts",
    )
    action = models.CharField("事项", max_length=20)
    payload = models.JSONField("拟办内容", default=dict)
    prepared_by = models.ForeignKey(User, models.PROTECT, verbose_name="经办", related_name="prepared_acts")
    prepared_at = models.DateTimeField("拟办时间", auto_now_add=True)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.PENDING)
    decided_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="签发", null=True, blank=True, related_name="decided_acts"
    )
    decided_at = models.DateTimeField("签发时间", null=True, blank=True)
    reason = models.TextField("退回原因", blank=True, max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "待签发事项"
        ordering = ("prepared_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("application",),
                condition=models.Q(status="pending", case__isnull=True),
                name="one_pending_act_per_application",
            ),
            models.UniqueConstraint(
                fields=("case",), condition=models.Q(status="pending"), name="one_pending_act_per_case"
            ),
            models.UniqueConstraint(
                fields=("change",), condition=models.Q(status="pending"), name="one_pending_act_per_change"
            ),
            models.UniqueConstraint(
                fields=("revocation",), condition=models.Q(status="pending"), name="one_pending_act_per_revocation"
            ),
            models.UniqueConstraint(
                fields=("filing",),
                condition=models.Q(status="pending", change__isnull=True, revocation__isnull=True),
                name="one_pending_act_per_filing",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    application__isnull=False, filing__isnull=True, change__isnull=True, revocation__isnull=True
                )
                | models.Q(application__isnull=True, filing__isnull=False, case__isnull=True),
                name="act_on_application_or_filing",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="sent_back") | ~models.Q(reason=""), name="act_sent_back_with_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(joint__isnull=True) | models.Q(action="recommend"), name="joint_act_recommends"
            ),
        )

    def __str__(self) -> str:
        return f"{self.application or self.filing} {self.action}"

    @property
    def on_application(self) -> Application:
        """The application of an act that is on one."""
        if self.application is None:
            raise ValueError(f"act {self.pk} is on a filing")
        return self.application

    @property
    def subject(self) -> Application | Filing:
        """What it is on."""
        return self.filing or self.on_application

    @property
    def due_on(self) -> date | None:
        """By when what it is on has to be done."""
        return self.application.due_on if self.application else None
