"""Score forms (versioned criteria) and the experts' score sheets."""

from django.db import models
from django.db.models import Q

from filings.models import ReviewAssignment, Space


class ScoreForm(models.Model):
    """A version of the score sheet of one kind; frozen once a sheet uses it."""

    kind = models.CharField("类型", max_length=14, choices=Space.Kind)
    version = models.CharField("版本", max_length=20)
    title = models.CharField("名称", max_length=60)
    pass_mark = models.DecimalField("通过分数", max_digits=5, decimal_places=2, default=60)
    spread_limit = models.DecimalField("分差上限", max_digits=5, decimal_places=2, default=20)
    comment_floor_percent = models.PositiveSmallIntegerField("低于满分百分之几须写评语", default=60)
    in_use = models.BooleanField("启用", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "评分表"
        ordering = ("kind", "-version")
        constraints = (
            models.UniqueConstraint(fields=("kind", "version"), name="score_form_version_once"),
            models.UniqueConstraint(fields=("kind",), condition=Q(in_use=True), name="one_score_form_in_use_per_kind"),
        )

    def __str__(self) -> str:
        return f"{self.title}（{self.version}）"


class Criterion(models.Model):
    """One criterion with its full marks, the clauses it reads and the sections whose facts stand beside it."""

    form = models.ForeignKey(ScoreForm, models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField("序号")
    name = models.CharField("评审内容", max_length=60)
    sections = models.JSONField("对应部分", default=list, help_text="如 5.1、6.3")
    full_marks = models.DecimalField("满分", max_digits=5, decimal_places=2)
    guidance = models.TextField("评分要点", blank=True, max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "评审内容"
        ordering = ("form", "position")
        constraints = (
            models.UniqueConstraint(fields=("form", "position"), name="criterion_position_once"),
            models.CheckConstraint(condition=Q(full_marks__gt=0), name="criterion_full_marks_positive"),
        )

    def __str__(self) -> str:
        return self.name


class ScoreSheet(models.Model):
    """An expert's own sheet on one application; a draft until submitted, then never changed."""

    assignment = models.OneToOneField(ReviewAssignment, models.PROTECT, related_name="sheet")
    form = models.ForeignKey(ScoreForm, models.PROTECT, related_name="sheets")
    recommend = models.BooleanField("总体意见", null=True, blank=True)
    comment = models.TextField("总评", blank=True, max_length=500)
    saved_at = models.DateTimeField("保存时间", auto_now=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "专家评分"
        constraints = (
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(recommend__isnull=False) & ~Q(comment=""),
                name="submitted_sheet_is_complete",
            ),
        )

    def __str__(self) -> str:
        return str(self.assignment)


class Score(models.Model):
    """Marks for one criterion in steps of 0.5, with a comment."""

    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    marks = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True, blank=True)
    comment = models.TextField("评语", blank=True, max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "单项评分"
        constraints = (
            models.UniqueConstraint(fields=("sheet", "criterion"), name="score_once_per_criterion"),
            models.CheckConstraint(condition=Q(marks__isnull=True) | Q(marks__gte=0), name="score_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.criterion}: {self.marks}"
