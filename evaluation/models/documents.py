"""Documents of a published evaluation, one row each, and where an operator is paid what a grade earns it."""

from django.db import models
from django.db.models import Q

from evaluation.models.campaigns import Campaign, Entry
from evaluation.models.results import Result
from filings.models import Operator, PostedDocument, PostedScan, PostedService, StoredFile, User


class CampaignDocument(PostedDocument):
    """An issued document; row and context are written in the act's transaction, the bytes after commit, once.

    Not filings.Document, each of which belongs to an application: none is behind a grade. A document about a makerspace
    names the version of the result that it tells of; a correction gets documents of its own beside them.
    """

    class Kind(models.TextChoices):
        CIRCULAR = "evaluation_circular", "考核评价结果通报"
        REPORT = "evaluation_report", "考核评价报告"
        FAILURE_NOTICE = "evaluation_failure_notice", "考核评价不合格告知书"

    ADVERSE = (Kind.FAILURE_NOTICE,)
    NOT_SERVED = (Kind.CIRCULAR,)
    """The 通报 is for everybody: it is made public and served on nobody."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="documents")
    kind = models.CharField("文书", max_length=30, choices=Kind)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, blank=True, related_name="documents")
    result = models.ForeignKey(Result, models.PROTECT, null=True, blank=True, related_name="documents")
    number = models.CharField("发文字号", max_length=40, blank=True)
    issuer = models.CharField("发文机关", max_length=60)
    issued_on = models.DateField("成文日期")
    context = models.JSONField("内容")
    file = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="campaign_document", verbose_name="文件"
    )
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "考核评价文书"
        ordering = ("-issued_on", "-pk")
        indexes = (models.Index(fields=("campaign", "kind")),)
        constraints = (
            models.UniqueConstraint(
                fields=("issuer", "number"), condition=~Q(number=""), name="campaign_document_number_once_per_issuer"
            ),
            models.UniqueConstraint(
                fields=("result", "kind"),
                condition=Q(result__isnull=False),
                name="campaign_document_once_per_result",
            ),
            models.CheckConstraint(
                condition=Q(kind="evaluation_circular", entry__isnull=True, result__isnull=True) & ~Q(number="")
                | ~Q(kind="evaluation_circular") & Q(entry__isnull=False, result__isnull=False, number=""),
                name="campaign_document_of_all_or_of_one_result",
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign.year}年度{self.get_kind_display()} {self.number}".strip()

    @property
    def subject(self) -> Campaign | Entry:
        """Whose history tells of it: the makerspace's entry, the campaign's for the 通报."""
        return self.entry or self.campaign

    @property
    def is_superseded(self) -> bool:
        """Whether the result that it tells of has been corrected since."""
        return self.result is not None and self.result.superseded_at is not None

    @property
    def file_name(self) -> str:
        """Under which name it is downloaded."""
        about = f"_{self.entry.space.name}" if self.entry else ""
        version = f"（第{self.result.version}版）" if self.result and self.result.version > 1 else ""
        return f"{self.campaign.year}年度{self.get_kind_display()}{about}{version}.pdf"


class CampaignScan(PostedScan):
    """The scan of a document of an evaluation."""

    document = models.ForeignKey(CampaignDocument, models.PROTECT, verbose_name="文书", related_name="scans")
    file = models.OneToOneField(StoredFile, models.PROTECT, verbose_name="盖章件", related_name="campaign_scan_of")

    class Meta:
        verbose_name = verbose_name_plural = "考核评价文书盖章件"
        ordering = ("document", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("document", "sequence"), name="campaign_scan_once_per_sequence"),
            models.CheckConstraint(
                condition=Q(sequence=1, reason="") | Q(sequence__gt=1) & ~Q(reason=""),
                name="campaign_scan_replaced_with_reason",
            ),
        )


class CampaignService(PostedService):
    """The service of a document of an evaluation."""

    document = models.ForeignKey(CampaignDocument, models.PROTECT, verbose_name="文书", related_name="services")
    receipt = models.OneToOneField(
        StoredFile,
        models.PROTECT,
        verbose_name="送达回证",
        null=True,
        blank=True,
        related_name="campaign_receipt_of",
    )

    class Meta:
        verbose_name = verbose_name_plural = "考核评价文书送达记录"
        ordering = ("document", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("document", "sequence"), name="campaign_service_once_per_sequence"),
            models.CheckConstraint(
                condition=Q(sequence=1, reason="") | Q(sequence__gt=1) & ~Q(reason=""),
                name="campaign_service_corrected_with_reason",
            ),
        )


class PaymentAccount(models.Model):
    """The bank account of an operator into which incentives are paid; kept by the operator."""

    operator = models.OneToOneField(Operator, models.PROTECT, related_name="payment_account")
    holder = models.CharField("账户名称", max_length=80)
    bank = models.CharField("开户银行", max_length=80)
    number = models.CharField("银行账号", max_length=30)
    updated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField("修改时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "收款账户"
        constraints = (
            models.CheckConstraint(
                condition=~Q(holder="") & ~Q(bank="") & ~Q(number=""), name="payment_account_is_complete"
            ),
        )

    def __str__(self) -> str:
        return f"{self.holder} {self.bank}"
