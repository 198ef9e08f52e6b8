"""What an evaluation comes to: versions of results, requests for review with reply, typical practice."""

from django.db import models
from django.db.models import Q

from evaluation.models.campaigns import Entry
from evaluation.models.grades import HistoricGrade
from filings.models import User


class Result(models.Model):
    """One version of a makerspace's result; never changed. What came before stays beside it, with `superseded_at`.

    `marks` holds by indicator the marks and the rank among peers, `inputs` the figures and experts' marks that were scored:
    both as text, so that nothing is rounded. `rank` and `total` are None where no marks were given.
    """

    class Ground(models.TextChoices):
        SCORE = "score", "按得分"
        CAP = "cap", "按优秀比例上限"
        FORCED = "forced", "直接定级"

    class Stage(models.TextChoices):
        PRELIMINARY = "preliminary", "初评"
        REVIEWED = "reviewed", "复核"
        PUBLISHED = "published", "公布"
        CORRECTED = "corrected", "更正"

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="results")
    version = models.PositiveSmallIntegerField("版本")
    stage = models.CharField("阶段", max_length=12, choices=Stage)
    total = models.DecimalField("总分", max_digits=6, decimal_places=2, null=True, blank=True)
    grade = models.CharField("等级", max_length=10, choices=HistoricGrade.Grade)
    ground = models.CharField("定级方式", max_length=8, choices=Ground)
    rank = models.PositiveIntegerField("名次", null=True, blank=True)
    clause = models.CharField("依据", max_length=40, blank=True)
    forced_reason = models.CharField("直接定级原因", max_length=500, blank=True)
    marks = models.JSONField("各项得分", default=dict)
    inputs = models.JSONField("评分依据", default=dict)
    reason = models.CharField("本版理由", max_length=500, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("时间", auto_now_add=True)
    superseded_at = models.DateTimeField("被替代时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "考核评价结果"
        ordering = ("entry", "-version")
        constraints = (
            models.UniqueConstraint(fields=("entry", "version"), name="result_version_once"),
            models.UniqueConstraint(
                fields=("entry",), condition=Q(superseded_at=None), name="one_standing_result_per_entry"
            ),
            models.CheckConstraint(
                condition=Q(grade__in=("excellent", "good", "pass", "fail")), name="result_grade_is_one_of_four"
            ),
            models.CheckConstraint(
                condition=Q(ground="forced") & ~Q(clause="") & ~Q(forced_reason="")
                | ~Q(ground="forced") & Q(clause="", forced_reason="", total__isnull=False, rank__isnull=False),
                name="result_forced_with_clause_or_scored",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=("reviewed", "corrected")) | ~Q(reason=""), name="result_changed_with_reason"
            ),
            models.CheckConstraint(condition=Q(total__isnull=True) | Q(total__gte=0), name="result_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.entry}：{self.get_grade_display()}（第{self.version}版）"


class ReviewRequest(models.Model):
    """A makerspace asks for its preliminary result to be looked at again (复核); once for each announcement,
    answered with reasons. One that waited when results were taken back is void.
    """

    class Status(models.TextChoices):
        OPEN = "open", "待复核"
        UPHELD = "upheld", "结果已调整"
        DENIED = "denied", "维持初评结果"
        VOID = "void", "初评结果已收回"

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="review_requests")
    reason = models.TextField("复核理由", max_length=2000)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField("申请时间", auto_now_add=True)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.OPEN)
    reply = models.TextField("复核意见", max_length=2000, blank=True)
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "复核申请"
        ordering = ("requested_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(status="open", replied_at__isnull=True)
                | ~Q(status="open") & Q(replied_at__isnull=False) & ~Q(reply=""),
                name="review_request_answered_with_reply",
            ),
            models.UniqueConstraint(
                fields=("entry",), condition=~Q(status="void"), name="one_review_request_per_announcement"
            ),
        )

    def __str__(self) -> str:
        return f"{self.entry}：{self.get_status_display()}"


class TypicalPractice(models.Model):
    """Good practice found in an evaluation (典型经验, 第十二条); shown to the public once the results are published."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="practice")
    title = models.CharField("标题", max_length=80)
    text = models.TextField("经验做法", max_length=3000)
    marked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField("评定时间", auto_now_add=True)
    is_public = models.BooleanField("公开", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "典型经验"
        ordering = ("-entry__campaign__year", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="practice_has_title_and_text"),
        )

    def __str__(self) -> str:
        return self.title
