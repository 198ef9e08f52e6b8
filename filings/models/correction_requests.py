"""Applications sent back (退回补正): what is to be corrected and until when. What the district itself corrects (更正) is in
models.applications.
"""

from django.db import models
from django.db.models import Q

from filings.models.accounts import User
from filings.models.applications import Application, Snapshot
from filings.models.documents import Document
from filings.workflow import ROLE_LABELS, Role

OFFICES = (Role.DISTRICT, Role.CITY)


class CorrectionRequest(models.Model):
    """One sending back with all its items (一次性告知). Open until the operator submits again, withdraws or lets it lapse.

    `snapshot` is the submission that was sent back; `sequence` counts from 1 in the application.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="correction_requests")
    sequence = models.PositiveSmallIntegerField("第几次退回")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="correction_requests")
    role = models.CharField("退回单位", max_length=10, choices=[(r.value, ROLE_LABELS[r]) for r in OFFICES])
    by = models.ForeignKey(User, models.PROTECT, verbose_name="退回人", related_name="+")
    at = models.DateTimeField("退回时间", auto_now_add=True)
    due_on = models.DateField("补正期限")
    document = models.OneToOneField(
        Document, models.PROTECT, verbose_name="告知书", null=True, blank=True, related_name="correction_request"
    )
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "退回补正"
        ordering = ("application", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("application", "sequence"), name="correction_request_once_per_number"),
            models.UniqueConstraint(
                fields=("application",), condition=Q(closed_at__isnull=True), name="one_open_correction_request"
            ),
            models.CheckConstraint(condition=Q(role__in=OFFICES), name="correction_request_by_an_office"),
        )

    def __str__(self) -> str:
        return f"{self.application_id} 第{self.sequence}次退回"

    @property
    def office(self) -> str:
        """Who sent it back."""
        return self.application.district.bureau if self.role == Role.DISTRICT else ROLE_LABELS[Role.CITY]


class CorrectionItem(models.Model):
    """One thing to be corrected: a whole section, a check, a document or what a person verifies, always in a section.

    `settled_at` is when the operator says that it is done, `reply` what it adds in words.
    """

    class Kind(models.TextChoices):
        SECTION = "section", "整个部分"
        CHECK = "check", "条件"
        DOCUMENT = "document", "材料"
        ITEM = "item", "核实项"

    request = models.ForeignKey(CorrectionRequest, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField("序号")
    section = models.CharField("部分", max_length=4)
    kind = models.CharField("类别", max_length=8, choices=Kind)
    target = models.CharField("补正对象", max_length=40)
    label = models.CharField("名称", max_length=80)
    what = models.TextField("补正要求", max_length=500)
    why_later = models.TextField("首次退回时没有提出的原因", blank=True, max_length=300)
    settled_at = models.DateTimeField("补正时间", null=True, blank=True)
    reply = models.TextField("补正说明", blank=True, max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "补正事项"
        ordering = ("request", "position")
        constraints = (
            models.UniqueConstraint(fields=("request", "kind", "target"), name="correction_item_once_per_request"),
            models.CheckConstraint(condition=~Q(what=""), name="correction_item_says_what"),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def is_settled(self) -> bool:
        return self.settled_at is not None
