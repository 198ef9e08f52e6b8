"""Who is assigned to review an application and the frozen result; score sheets are evaluation's."""

from django.db import models
from django.db.models import Q

from filings.models.accounts import User
from filings.models.applications import Application


class ReviewAssignment(models.Model):
    """An expert's place on the panel of an application; each review held (`sequence`) has places of its own."""

    class Status(models.TextChoices):
        ASSIGNED = "assigned", "待声明"
        READY = "ready", "评分中"
        SUBMITTED = "submitted", "已提交"
        CONFLICTED = "conflicted", "已回避"
        EXCUSED = "excused", "已解除"
        PAST = "past", "上次评审"

    ON_PANEL = (Status.ASSIGNED, Status.READY, Status.SUBMITTED)

    application = models.ForeignKey(Application, models.CASCADE, related_name="assignments")
    expert = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.ASSIGNED)
    due_on = models.DateField("评分截止日")
    assigned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(auto_now_add=True)
    ended_reason = models.TextField("退出原因", blank=True, max_length=500)
    sequence = models.PositiveSmallIntegerField("第几次评审", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "评审专家分派"
        ordering = ("application", "pk")
        constraints = (
            models.UniqueConstraint(fields=("application", "expert", "sequence"), name="expert_once_per_review"),
            models.CheckConstraint(
                condition=~Q(status__in=("conflicted", "excused")) | ~Q(ended_reason=""),
                name="assignment_ended_with_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.expert} → {self.application}"


class ConflictDeclaration(models.Model):
    """An expert's own declaration on one case: free of conflict, or in conflict with whom (回避)."""

    assignment = models.OneToOneField(ReviewAssignment, models.CASCADE, related_name="declaration")
    in_conflict = models.BooleanField("存在利害关系")
    statement = models.TextField("说明", blank=True, max_length=500)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "回避声明"

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.in_conflict}"


class ReviewResult(models.Model):
    """The frozen result of a panel. A review held again adds another and marks this one as superseded; it stays on file."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="review_results")
    sequence = models.PositiveSmallIntegerField("第几次评审")
    passed = models.BooleanField("通过")
    mean = models.DecimalField("得分", max_digits=5, decimal_places=2)
    spread = models.DecimalField("最高与最低之差", max_digits=5, decimal_places=2)
    recommendations = models.PositiveSmallIntegerField("推荐备案人数")
    experts = models.PositiveSmallIntegerField("专家人数")
    details = models.JSONField("明细")
    discussion = models.TextField("合议记录", blank=True, max_length=2000)
    at = models.DateTimeField(auto_now_add=True)
    superseded_at = models.DateTimeField("改为重新评审的时间", null=True, blank=True)
    superseded_reason = models.TextField("重新评审的原因", blank=True, max_length=1000)

    class Meta:
        verbose_name = verbose_name_plural = "评审结果"
        ordering = ("application", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("application", "sequence"), name="result_once_per_review"),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True, superseded_reason="")
                | Q(superseded_at__isnull=False) & ~Q(superseded_reason=""),
                name="result_superseded_with_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.application_id}: {self.mean}"
