"""What a decision meeting (评审会议) intends for each case before anything is done; carried out it leaves no row."""

from django.db import models
from django.db.models import Q

from filings.models.accounts import User
from filings.models.applications import Application


class StagedDecision(models.Model):
    """The decision that is intended for an application. It changes nothing by itself."""

    class Choice(models.TextChoices):
        PUBLICISE = "publicise", "公示"
        APPROVE = "approve", "准予备案"
        REJECT = "reject", "不予备案"
        LEAVE = "leave", "暂缓"

    application = models.OneToOneField(Application, models.CASCADE, related_name="staged_decision")
    choice = models.CharField("拟定决定", max_length=10, choices=Choice)
    reasons = models.JSONField("不予备案的理由", default=list, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="记录人", related_name="+")
    at = models.DateTimeField("时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "会议拟定决定"
        constraints = (
            models.CheckConstraint(condition=Q(choice="reject") | Q(reasons=[]), name="staged_reasons_of_rejections"),
        )

    def __str__(self) -> str:
        return f"{self.application_id}: {self.choice}"
