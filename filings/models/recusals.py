"""Recusals (回避): an official with an interest in a case is off it for good."""

from django.db import models
from django.db.models import Q

from filings.models.accounts import User
from filings.models.applications import Application


class Recusal(models.Model):
    """One official's declaration on one application; it is never taken back."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="recusals")
    user = models.ForeignKey(User, models.PROTECT, verbose_name="回避人员", related_name="recusals")
    reason = models.TextField("回避理由", max_length=500)
    at = models.DateTimeField("声明时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "回避"
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("application", "user"), name="recused_once_from_an_application"),
            models.CheckConstraint(condition=~Q(reason=""), name="recused_with_reason"),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.application_id}"
