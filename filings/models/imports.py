"""Loads of sheets: the job from its upload to its end, and what each row would do."""

from django.db import models
from django.db.models import Q

from filings.models.accounts import User
from filings.models.files import StoredFile
from filings.models.jobs import LeasedJob


class ImportJob(LeasedJob):
    """One uploaded file on its way into the records. `plan_digest` is what the sender was shown: what is written is that,
    or nothing.
    """

    class State(models.TextChoices):
        READING = "reading", "正在读取"
        READY = "ready", "待确认"
        WRITING = "writing", "正在写入"
        DONE = "done", "已写入"
        REFUSED = "refused", "不能读取"
        ABANDONED = "abandoned", "已放弃"

    UNDER_WAY = (State.READING, State.WRITING)
    BEGUN_AT = ("confirmed_at", "created_at")

    kind = models.CharField("类型", max_length=20)
    params = models.JSONField("范围", default=dict)
    actor = models.ForeignKey(User, models.PROTECT, verbose_name="导入人", related_name="import_jobs")
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="文件", related_name="+")
    state = models.CharField("状态", max_length=10, choices=State, default=State.READING)
    counts = models.JSONField("各结果的行数", default=dict)
    problems = models.JSONField("不能读取的原因", default=list)
    ignored = models.JSONField("未读取的内容", default=list)
    headers = models.JSONField("各工作表的表头行", default=dict)
    message = models.TextField("说明", blank=True, max_length=1000)
    plan_digest = models.CharField("预览摘要", max_length=64, blank=True)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=("ready", "writing", "done")) | ~Q(plan_digest=""), name="import_shown_has_plan"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("done", "refused", "abandoned"), finished_at__isnull=False)
                | Q(state__in=("reading", "ready", "writing"), finished_at__isnull=True),
                name="import_ended_has_instant",
            ),
        )

    def __str__(self) -> str:
        return f"{self.file.name}"


class ImportRow(models.Model):
    """A row of the preview. `changes` are [title, old, new], `problems` and `questions` as in services.imports.plans;
    `answers` the sender's, by key of the question: {"choice": keep | convert | skip, "reason": …}.
    """

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField("次序")
    sheet = models.CharField("工作表", max_length=120)
    number = models.PositiveIntegerField("行号")
    outcome = models.CharField("结果", max_length=10)
    title = models.CharField("名称", max_length=160, blank=True)
    note = models.CharField("说明", max_length=160, blank=True)
    changes = models.JSONField("变化", default=list)
    problems = models.JSONField("问题", default=list)
    questions = models.JSONField("需要说明", default=list)
    answers = models.JSONField("答复", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "导入的行"
        ordering = ("job", "position")
        constraints = (
            models.UniqueConstraint(fields=("job", "position"), name="import_row_once"),
            models.CheckConstraint(
                condition=Q(outcome="refused") & ~Q(problems=[]) | ~Q(outcome="refused"),
                name="import_refused_has_problem",
            ),
        )
        indexes = (models.Index(fields=("job", "outcome", "position")),)

    def __str__(self) -> str:
        return f"{self.sheet}!{self.number}"
