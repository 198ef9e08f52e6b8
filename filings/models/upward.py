"""Recommendation upward (推荐省级、国家级, Article 4): the letter to the province or the nation, and what became of each filing in it."""

from django.db import models
from django.db.models import Q

from filings.models.accounts import User
from filings.models.documents import Document
from filings.models.files import StoredFile
from filings.models.filings import Filing
from filings.models.screening import Level
from filings.workflow_upward import UPWARD_STATE_LABELS, UpwardState

UPWARD_LEVELS = [(level.value, level.label) for level in (Level.PROVINCE, Level.NATION)]


class UpwardLetter(models.Model):
    """One letter (推荐函) with its list (推荐名单). Prepared by one account of the city, signed by another; `document` is there
    once it was signed.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "待签发"
        SIGNED = "signed", "已签发"
        SENT_BACK = "sent_back", "已退回经办"
        WITHDRAWN = "withdrawn", "经办已撤回"

    level = models.CharField("层级", max_length=8, choices=UPWARD_LEVELS)
    year = models.PositiveSmallIntegerField("年度")
    batch = models.CharField("批次", max_length=20)
    addressee = models.CharField("主送机关", max_length=60)
    number = models.CharField("发文字号", max_length=40)
    issued_on = models.DateField("成文日期")
    text = models.TextField("推荐意见", max_length=2000)
    prepared_by = models.ForeignKey(User, models.PROTECT, verbose_name="经办", related_name="+")
    prepared_at = models.DateTimeField("拟办时间", auto_now_add=True)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.PENDING)
    decided_by = models.ForeignKey(User, models.PROTECT, verbose_name="签发", null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("签发时间", null=True, blank=True)
    reason = models.TextField("退回原因", blank=True, max_length=500)
    document = models.OneToOneField(
        Document, models.PROTECT, verbose_name="推荐函", null=True, blank=True, related_name="upward_letter"
    )

    class Meta:
        verbose_name = verbose_name_plural = "推荐上报"
        ordering = ("-prepared_at", "-pk")
        indexes = (models.Index(fields=("level", "year"), name="upward_letter_by_year"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(status="signed", document__isnull=False) | ~Q(status="signed") & Q(document__isnull=True),
                name="upward_letter_signed_with_document",
            ),
            models.CheckConstraint(
                condition=Q(status="pending", decided_at__isnull=True)
                | ~Q(status="pending") & Q(decided_at__isnull=False),
                name="upward_letter_decided_at",
            ),
            models.CheckConstraint(
                condition=~Q(status="sent_back") | ~Q(reason=""), name="upward_letter_sent_back_with_reason"
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """省级2026年度第一批"""
        return f"{self.get_level_display()}{self.year}年度{self.batch}"


class UpwardRecommendation(models.Model):
    """One filing in a letter. `result` is what the rules of the level said of it on the day of preparation (empty where that
    level's figures are not known), `explanation` why it is recommended although it lacks something or is yet to be verified.
    """

    letter = models.ForeignKey(UpwardLetter, models.PROTECT, verbose_name="推荐函", related_name="recommendations")
    filing = models.ForeignKey(Filing, models.PROTECT, verbose_name="备案", related_name="upward_recommendations")
    level = models.CharField("层级", max_length=8, choices=UPWARD_LEVELS)
    year = models.PositiveSmallIntegerField("年度")
    batch = models.CharField("批次", max_length=20)
    state = models.CharField(
        "状态",
        max_length=12,
        choices=[(state.value, label) for state, label in UPWARD_STATE_LABELS.items()],
        default=UpwardState.PREPARED.value,
    )
    result = models.JSONField("条件核对结果", default=dict, blank=True)
    explanation = models.TextField("推荐说明", blank=True, max_length=500)
    recommended_on = models.DateField("推荐日期", null=True, blank=True)
    result_number = models.CharField("结果文号", max_length=40, blank=True)
    result_on = models.DateField("结果日期", null=True, blank=True)
    result_note = models.CharField("说明", max_length=200, blank=True)
    result_file = models.ForeignKey(
        StoredFile, models.PROTECT, verbose_name="结果文件", null=True, blank=True, related_name="result_of_upward"
    )

    class Meta:
        verbose_name = verbose_name_plural = "推荐省级、国家级"
        ordering = ("-year", "level", "pk")
        indexes = (models.Index(fields=("state", "level"), name="upward_by_state"),)
        constraints = (
            models.UniqueConstraint(
                fields=("filing", "level", "year", "batch"),
                condition=~Q(state="dropped"),
                name="upward_once_per_level_year_and_batch",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("prepared", "dropped"), recommended_on__isnull=True)
                | Q(state__in=("recommended", "granted", "refused"), recommended_on__isnull=False),
                name="upward_recommended_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("granted", "refused"), result_on__isnull=False)
                | ~Q(state__in=("granted", "refused")) & Q(result_on__isnull=True, result_number=""),
                name="upward_result_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | ~Q(result_number=""), name="upward_granted_with_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.filing_id} {self.level} {self.year} {self.batch}"

    @property
    def title(self) -> str:
        """国家级2026年度第一批"""
        return f"{self.get_level_display()}{self.year}年度{self.batch}"
