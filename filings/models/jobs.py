"""Work in the background: what a worker holds by attempt and lease, and jobs that put many files into one ZIP."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from filings.models.accounts import User
from filings.models.files import StoredFile


class LeasedJob(models.Model):
    """Whoever works on a job holds it by `attempt` until `lease_until`; then the next attempt takes it up. `tries` counts the
    attempts of the step under way, `attempt` all of them.
    """

    UNDER_WAY: ClassVar[tuple[str, ...]] = ()
    """The states in which a worker is wanted."""
    BEGUN_AT: ClassVar[tuple[str, ...]] = ("created_at",)
    """The fields that say since when, the first that is set."""

    state: str
    attempt = models.PositiveSmallIntegerField("次数", default=0)
    tries = models.PositiveSmallIntegerField("本步次数", default=0)
    lease_until = models.DateTimeField("占用至", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_under_way(self) -> bool:
        """Whether a worker is wanted."""
        return self.state in self.UNDER_WAY


class BatchJob(LeasedJob):
    """Many documents or packets made and put into one ZIP. The ZIP is kept for a while only: its parts stay on file."""

    class State(models.TextChoices):
        WORKING = "working", "正在生成"
        DONE = "done", "已完成"
        FAILED = "failed", "未能生成"
        EXPIRED = "expired", "已过期删除"

    UNDER_WAY = (State.WORKING,)

    kind = models.CharField("类型", max_length=20)
    params = models.JSONField("范围", default=dict)
    title = models.CharField("内容", max_length=120)
    actor = models.ForeignKey(User, models.PROTECT, verbose_name="发起人", related_name="batch_jobs")
    state = models.CharField("状态", max_length=10, choices=State, default=State.WORKING)
    message = models.CharField("说明", max_length=300, blank=True)
    file = models.OneToOneField(
        StoredFile, models.PROTECT, verbose_name="文件", null=True, blank=True, related_name="made_by_batch"
    )
    count = models.PositiveIntegerField("件数", default=0)
    created_at = models.DateTimeField("发起时间", auto_now_add=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量生成"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="done", file__isnull=False) | ~Q(state="done") & Q(file__isnull=True),
                name="batch_done_has_file",
            ),
            models.CheckConstraint(
                condition=Q(state="working", finished_at__isnull=True)
                | ~Q(state="working") & Q(finished_at__isnull=False),
                name="batch_ended_has_instant",
            ),
        )
        indexes = (models.Index(fields=("state", "finished_at")),)

    def __str__(self) -> str:
        return self.title
