"""Requests for review (复核) of a district's refusal to recommend, and what the city answers."""

from django.db import models
from django.db.models import Q

from filings.models.accounts import User
from filings.models.applications import Application
from filings.models.documents import Document


class DeclineReview(models.Model):
    """The operator's one request for review of a decline (one a notice); the city overturns or upholds it with a reason."""

    class Outcome(models.TextChoices):
        OPEN = "open", "待复核"
        OVERTURNED = "overturned", "责令重审"
        UPHELD = "upheld", "维持不予推荐"

    application = models.ForeignKey(Application, models.PROTECT, related_name="decline_reviews")
    notice = models.OneToOneField(
        Document, models.PROTECT, verbose_name="不予推荐通知书", related_name="decline_review"
    )
    reason = models.TextField("复核理由", max_length=2000)
    asked_by = models.ForeignKey(User, models.PROTECT, verbose_name="申请人", related_name="+")
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    outcome = models.CharField("复核结果", max_length=10, choices=Outcome, default=Outcome.OPEN)
    reply = models.TextField("答复", blank=True, max_length=2000)
    decided_by = models.ForeignKey(User, models.PROTECT, verbose_name="复核人", null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "不予推荐的复核"
        ordering = ("asked_at", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="decline_review_with_reason"),
            models.CheckConstraint(
                condition=Q(outcome="open", decided_at__isnull=True) | ~Q(outcome="open") & ~Q(reply=""),
                name="decline_review_answered_with_reply",
            ),
        )

    def __str__(self) -> str:
        return f"{self.application_id} {self.get_outcome_display()}"

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.OPEN
