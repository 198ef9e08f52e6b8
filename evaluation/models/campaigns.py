"""The annual evaluation (考核评价, 第十二条) of a year: the campaign, who takes part, what operators state and experts mark."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from evaluation.models.schemes import EvaluationScheme
from evaluation.models.statistics import FIRST_YEAR
from evaluation.workflow import CAMPAIGN_STATE_LABELS, CampaignState
from filings.models import Space, StoredFile, User


class Campaign(models.Model):
    """The evaluation of one year. `state` is written by services.campaigns.transitions alone; `summary` holds what the last
    scoring came to: peers, medians, seats, the lowest total of 优秀, the digest of all inputs.
    """

    year = models.PositiveSmallIntegerField("考核年度", unique=True, validators=[MinValueValidator(FIRST_YEAR)])
    scheme = models.ForeignKey(EvaluationScheme, models.PROTECT, verbose_name="考核评价方案", related_name="campaigns")
    state = models.CharField(
        "状态",
        max_length=12,
        choices=[(state.value, CAMPAIGN_STATE_LABELS[state]) for state in CampaignState],
        default=CampaignState.DRAFT.value,
    )
    filed_until = models.DateField("参评备案截止日", help_text="当日及以前备案的参加评价")
    self_due_on = models.DateField("自评截止日", help_text="含当日")
    marks_due_on = models.DateField("专家评分截止日", help_text="含当日")
    review_due_on = models.DateField("申请复核截止日", null=True, blank=True, help_text="含当日")
    summary = models.JSONField("汇总", default=dict, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    opened_at = models.DateTimeField("启动时间", null=True, blank=True)
    preliminary_at = models.DateTimeField("初评时间", null=True, blank=True)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "年度考核评价"
        ordering = ("-year",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in CampaignState]), name="campaign_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(opened_at__isnull=False), name="campaign_open_has_instant"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("preliminary", "published"))
                | Q(preliminary_at__isnull=False, review_due_on__isnull=False),
                name="campaign_preliminary_has_review_day",
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | ~Q(state="published") & Q(published_at__isnull=True),
                name="campaign_published_has_instant",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}年度考核评价"


class Entry(models.Model):
    """A makerspace in a campaign, under the kind of its filing on the year's last day. One that does not take part stays
    with its reason. `adjusted` holds by indicator the marks that the city set in place of the experts', with the reason.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="entries")
    space = models.ForeignKey(Space, models.PROTECT, verbose_name="众创空间", related_name="evaluations")
    kind = models.CharField("类型", max_length=14, choices=Space.Kind)
    takes_part = models.BooleanField("参加评价", default=True)
    left_out_reason = models.CharField("不参加的原因", max_length=200, blank=True)
    forced_clause = models.CharField("直接定级依据", max_length=40, blank=True)
    forced_reason = models.CharField("直接定级原因", max_length=500, blank=True)
    adjusted = models.JSONField("复核后的评分", default=dict, blank=True)
    self_assessed_at = models.DateTimeField("自评提交时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "参评众创空间"
        ordering = ("campaign", "space")
        indexes = (models.Index(fields=("campaign", "takes_part")),)
        constraints = (
            models.UniqueConstraint(fields=("campaign", "space"), name="space_once_per_campaign"),
            models.CheckConstraint(
                condition=Q(takes_part=True, left_out_reason="") | Q(takes_part=False) & ~Q(left_out_reason=""),
                name="entry_left_out_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(forced_clause="", forced_reason="") | ~Q(forced_clause="") & ~Q(forced_reason=""),
                name="entry_forced_with_clause_and_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.space} {self.campaign}"


class SelfAssessment(models.Model):
    """What an operator states for one indicator that experts mark."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="assessments")
    indicator = models.CharField("指标", max_length=20)
    statement = models.TextField("自评说明", max_length=2000, blank=True)
    saved_at = models.DateTimeField("保存时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "自评"
        constraints = (
            models.UniqueConstraint(fields=("entry", "indicator"), name="self_assessment_once_per_indicator"),
        )

    def __str__(self) -> str:
        return f"{self.entry} {self.indicator}"


class SelfAssessmentFile(models.Model):
    """A file that proves a statement."""

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="self_assessment_file")

    class Meta:
        verbose_name = verbose_name_plural = "自评证明材料"
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.file)


class MarkingAssignment(models.Model):
    """An expert who marks a makerspace in a campaign. A conflict takes it away from the expert for good, and so does the
    city with a reason; marks that were submitted before stay on file and count no more.
    """

    class Status(models.TextChoices):
        ASSIGNED = "assigned", "待评分"
        SUBMITTED = "submitted", "已评分"
        CONFLICT = "conflict", "回避"
        RELEASED = "released", "已撤换"

    COUNTED_OUT = (Status.CONFLICT, Status.RELEASED)
    """Off the makerspace."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="assignments")
    expert = models.ForeignKey(User, models.PROTECT, verbose_name="评审专家", related_name="marking_assignments")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.ASSIGNED)
    conflict = models.CharField("回避原因", max_length=200, blank=True)
    assigned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField("分配时间", auto_now_add=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    saved_at = models.DateTimeField("保存时间", null=True, blank=True)
    released_reason = models.CharField("撤换原因", max_length=200, blank=True)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField("撤换时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评分任务"
        ordering = ("entry", "pk")
        indexes = (models.Index(fields=("expert", "status")),)
        constraints = (
            models.UniqueConstraint(fields=("entry", "expert"), name="expert_once_per_entry"),
            models.CheckConstraint(
                condition=~Q(status="conflict") | ~Q(conflict=""), name="marking_conflict_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(status="submitted", submitted_at__isnull=False)
                | Q(status="released")
                | Q(status__in=("assigned", "conflict"), submitted_at__isnull=True),
                name="marking_submitted_has_instant",
            ),
            models.CheckConstraint(
                condition=~Q(status="released") & Q(released_reason="", released_by=None, released_at=None)
                | Q(status="released", released_by__isnull=False, released_at__isnull=False) & ~Q(released_reason=""),
                name="marking_released_with_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.entry} {self.expert}"


class ExpertMark(models.Model):
    """An expert's marks for one indicator, with a comment; counts once the assignment is submitted."""

    assignment = models.ForeignKey(MarkingAssignment, models.CASCADE, related_name="marks")
    indicator = models.CharField("指标", max_length=20)
    marks = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True, blank=True)
    comment = models.TextField("评语", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "专家单项评分"
        constraints = (
            models.UniqueConstraint(fields=("assignment", "indicator"), name="expert_mark_once_per_indicator"),
            models.CheckConstraint(condition=Q(marks__isnull=True) | Q(marks__gte=0), name="expert_mark_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.indicator}: {self.marks}"
