"""Documents that the system issues, with the sealed scans put beside them and the records of their service (送达).

A document's row, number and context are written in the act's transaction, its bytes after commit.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from filings.models.accounts import District, User
from filings.models.applications import Application, Snapshot
from filings.models.files import StoredFile
from filings.models.filings import Filing


class PostedDocument(models.Model):
    """An issued document beside which sealed scans and records of service are put; `file` is what was rendered.

    Whose it is and what it tells of is said by each sort: those of this app here, those of evaluations in evaluation.
    """

    ADVERSE: ClassVar[tuple[str, ...]] = ()
    NOT_SERVED: ClassVar[tuple[str, ...]] = ()
    kind: Any
    get_kind_display: Any
    file: Any
    scans: Any
    services: Any

    class Meta:
        abstract = True

    @property
    def is_adverse(self) -> bool:
        """Whether it decides against its addressee."""
        return self.kind in self.ADVERSE

    @property
    def is_served(self) -> bool:
        """Whether there is an addressee on whom it is served."""
        return self.kind not in self.NOT_SERVED

    @property
    def scan(self) -> Any:
        """The sealed scan in use: the last one uploaded."""
        return next(reversed(self.scans.all()), None)

    @property
    def service(self) -> Any:
        """The record of service that holds: the last one, a correction replaces the one before."""
        return next(reversed(self.services.all()), None)

    @property
    def file_in_use(self) -> StoredFile | None:
        """What the other side is given: the sealed scan where there is one, else the document as rendered."""
        return self.scan.file if self.scan else self.file


class Document(PostedDocument):
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
        CHANGE_NOTICE = "change_notice", "变更备案通知"
        CANCELLATION_NOTICE = "cancellation_notice", "注销备案通知"
        UPWARD_LETTER = "upward_letter", "推荐上报函"
        REVOCATION_NOTICE = "revocation_notice", "撤销事先告知书"
        REVOCATION_DECISION = "revocation_decision", "撤销决定书"
        REINSTATEMENT_DECISION = "reinstatement_decision", "恢复备案决定书"

    ADVERSE = (
        Kind.DECLINE_NOTICE,
        Kind.REJECTION_NOTICE,
        Kind.DISQUALIFICATION_DECISION,
        Kind.REVOCATION_DECISION,
    )
    """Decisions against the operator: each tells of 行政复议 and 行政诉讼, and its service starts their periods."""
    NOT_SERVED = (
        Kind.APPLICATION_FORM,
        Kind.RECOMMENDATION_LETTER,
        Kind.PRESCREEN_OPINION,
        Kind.SCORE_SHEET,
        Kind.REVIEW_SUMMARY,
        Kind.PUBLIC_NOTICE,
        Kind.UPWARD_LETTER,
    )
    """Papers between offices, for the file or for everybody: there is nobody to serve them on."""

    HEARING_NOTICES = (Kind.DISQUALIFICATION_NOTICE, Kind.REVOCATION_NOTICE)
    """Prior notices: their service is a step of the hearing, whose time runs from it, and is recorded there alone."""

    application = models.ForeignKey(Application, models.PROTECT, null=True, blank=True, related_name="documents")
    filing = models.ForeignKey(
        Filing, models.PROTECT, null=True, blank=True, related_name="documents", help_text="备案后的文书"
    )
    shared_with = models.ManyToManyField(
        Application, blank=True, related_name="shared_documents", help_text="同一份文书所涉的其他申请"
    )
    kind = models.CharField("文书", max_length=30, choices=Kind)
    number = models.CharField("发文字号", max_length=40, blank=True)
    issuer = models.CharField("发文机关", max_length=60)
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="+")
    issued_on = models.DateField("成文日期")
    annulled_on = models.DateField("失效日期", null=True, blank=True, help_text="因行政复议、行政诉讼失去效力的文书")
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
            models.CheckConstraint(
                condition=Q(application__isnull=False, filing__isnull=True)
                | Q(application__isnull=True, filing__isnull=False),
                name="document_of_application_or_filing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()

    @property
    def is_hearing_notice(self) -> bool:
        """Whether it begins a hearing."""
        return self.kind in self.HEARING_NOTICES

    @property
    def subject(self) -> Application | Filing:
        """What it was issued in: an application, or a filing where it came after that."""
        if self.filing:
            return self.filing
        if self.application is None:
            raise ValueError(f"document {self.pk} belongs to nothing")
        return self.application


class PostedScan(models.Model):
    """A scan of a document as printed and sealed. A later one takes its place; all are kept."""

    document: Any

    sequence = models.PositiveSmallIntegerField("第几份")
    reason = models.CharField("替换原因", max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="上传人", related_name="+")
    at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.document} {self.sequence}"


class PostedService(models.Model):
    """That and how a document was served (送达). A record is never changed: a correction is a new one with its reason."""

    document: Any

    class Manner(models.TextChoices):
        DIRECT = "direct", "直接送达"
        LEFT = "left", "留置送达"
        POST = "post", "邮寄送达"
        ELECTRONIC = "electronic", "电子送达"
        ENTRUSTED = "entrusted", "委托送达"
        ANNOUNCED = "announced", "公告送达"

    sequence = models.PositiveSmallIntegerField("第几次记录")
    served_on = models.DateField("送达日期")
    manner = models.CharField("送达方式", max_length=10, choices=Manner)
    note = models.CharField("说明", max_length=200, blank=True)
    reason = models.CharField("更正原因", max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="登记人", related_name="+")
    at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.document} {self.served_on}"


class SealedScan(PostedScan):
    """The scan of a document of this app."""

    document = models.ForeignKey(Document, models.PROTECT, verbose_name="文书", related_name="scans")
    file = models.OneToOneField(StoredFile, models.PROTECT, verbose_name="盖章件", related_name="scan_of")

    class Meta:
        verbose_name = verbose_name_plural = "盖章件"
        ordering = ("document", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("document", "sequence"), name="scan_once_per_sequence"),
            models.CheckConstraint(
                condition=Q(sequence=1, reason="") | Q(sequence__gt=1) & ~Q(reason=""), name="scan_replaced_with_reason"
            ),
        )


class ServiceRecord(PostedService):
    """The service of a document of this app."""

    document = models.ForeignKey(Document, models.PROTECT, verbose_name="文书", related_name="services")
    receipt = models.OneToOneField(
        StoredFile, models.PROTECT, verbose_name="送达回证", null=True, blank=True, related_name="receipt_of"
    )

    class Meta:
        verbose_name = verbose_name_plural = "送达记录"
        ordering = ("document", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("document", "sequence"), name="service_once_per_sequence"),
            models.CheckConstraint(
                condition=Q(sequence=1, reason="") | Q(sequence__gt=1) & ~Q(reason=""),
                name="service_corrected_with_reason",
            ),
        )
