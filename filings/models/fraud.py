"""Fraud cases (弄虚作假核查, Article 8): what was found false, the prior notice, the defence, the finding."""

from django.db import models
from django.db.models import Q

from filings.models.accounts import User
from filings.models.applications import Application
from filings.models.documents import Document
from filings.models.files import StoredFile
from filings.models.hearings import SERVED_ON_A_DAY_AND_HOW, Hearing
from filings.workflow import CASE_ENDED, CASE_STATE_LABELS, CaseState


class FraudCase(Hearing):
    """One inquiry into one application. `state` is written by services.fraud.transitions.advance_case() alone."""

    class Manner(models.TextChoices):
        MISSTATED = "misstated", "虚报"
        CONCEALED = "concealed", "瞒报"
        OTHER = "other", "其他弄虚作假"

    application = models.ForeignKey(Application, models.PROTECT, verbose_name="备案申请", related_name="fraud_cases")
    state = models.CharField(
        "状态", max_length=12, choices=[(s.value, CASE_STATE_LABELS[s]) for s in CaseState], default=CaseState.PROPOSED
    )
    state_since = models.DateTimeField("进入当前状态的时间", auto_now_add=True)
    manner = models.CharField("行为", max_length=10, choices=Manner)
    clause = models.CharField("涉及条款", max_length=20)
    facts = models.TextField("查明的事实", max_length=3000)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    finding = models.TextField("认定意见", max_length=3000, blank=True)
    on_defence = models.TextField("对陈述申辩的意见", max_length=3000, blank=True)
    found_on = models.DateField("认定日期", null=True, blank=True)
    decision = models.OneToOneField(Document, models.PROTECT, null=True, blank=True, related_name="+")
    drop_reason = models.TextField("不予认定的理由", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "弄虚作假核查"
        ordering = ("-proposed_at", "-pk")
        indexes = (models.Index(fields=("state", "defence_due_on")),)
        constraints = (
            models.UniqueConstraint(
                fields=("application",),
                condition=~Q(state__in=sorted(CASE_ENDED)),
                name="one_open_case_per_application",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "dropped")) | Q(notice__isnull=False),
                name="case_goes_on_with_notice",
            ),
            models.CheckConstraint(condition=SERVED_ON_A_DAY_AND_HOW, name="case_served_on_a_day_and_how"),
            models.CheckConstraint(
                condition=~Q(state__in=("served", "heard", "found")) | Q(served_on__isnull=False),
                name="case_heard_only_once_served",
            ),
            models.CheckConstraint(
                condition=~Q(state="found") | Q(found_on__isnull=False, decision__isnull=False) & ~Q(finding=""),
                name="case_found_with_decision",
            ),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(drop_reason=""), name="case_dropped_with_reason"),
        )

    def __str__(self) -> str:
        return f"{self.application}弄虚作假核查"

    @property
    def is_open(self) -> bool:
        """Whether the inquiry has not ended."""
        return self.state not in CASE_ENDED


class CaseFile(models.Model):
    """A file of a case: evidence of those who proposed it, or what the operator adds to its defence."""

    class Part(models.TextChoices):
        EVIDENCE = "evidence", "证据"
        DEFENCE = "defence", "陈述申辩材料"

    case = models.ForeignKey(FraudCase, models.PROTECT, related_name="files")
    part = models.CharField("部分", max_length=10, choices=Part)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="fraud_file")

    class Meta:
        verbose_name = verbose_name_plural = "核查材料"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.file}"
