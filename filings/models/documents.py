"""Documents that the system issues: row, number and context in the act's transaction, bytes after commit."""

from django.db import models
from django.db.models import Q

from filings.models.accounts import District, User
from filings.models.applications import Application, Snapshot
from filings.models.files import StoredFile


class Document(models.Model):
    """An issued document; once rendered it is served as stored, never rendered anew."""

    class Kind(models.TextChoices):
        APPLICATION_FORM = "application_form", "备案申请书"
        RECOMMENDATION_LETTER = "recommendation_letter", "推荐函"
        PRESCREEN_OPINION = "prescreen_opinion", "预审意见表"
        DECLINE_NOTICE = "decline_notice", "不予推荐通知书"
        CORRECTION_NOTICE = "correction_notice", "一次性补正告知书"
        ACCEPTANCE_NOTICE = "acceptance_notice", "受理通知书"
        SCORE_SHEET = "score_sheet", "专家评审表"
        REVIEW_SUMMARY = "review_summary", "评审汇总表"
        PUBLIC_NOTICE = "public_notice", "公示公告"
        FILING_NOTICE = "filing_notice", "备案通知"
        CERTIFICATE = "certificate", "备案证书"
        REJECTION_NOTICE = "rejection_notice", "不予备案通知书"
        DISQUALIFICATION_NOTICE = "disqualification_notice", "取消参评资格事先告知书"
        DISQUALIFICATION_DECISION = "disqualification_decision", "取消参评资格决定书"

    application = models.ForeignKey(Application, models.PROTECT, related_name="documents")
    kind = models.CharField("文书", max_length=30, choices=Kind)
    number = models.CharField("发文字号", max_length=40, blank=True)
    issuer = models.CharField("发文机关", max_length=60)
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="+")
    issued_on = models.DateField("成文日期")
    context = models.JSONField("内容")
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, blank=True, related_name="document")
    snapshot = models.OneToOneField(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="form", help_text="备案申请书所载的提交快照"
    )
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        ordering = ("-issued_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("issuer", "number"),
                condition=~Q(number=""),
                name="document_number_once_per_issuer",
                violation_error_message="这个发文字号已经用过，请核对后重新填写。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()
