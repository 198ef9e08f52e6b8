"""Revocations of filings (撤销, Article 15): ground and evidence, the hearing, the legal check, the decision and its overturning."""

from django.db import models
from django.db.models import Q

from filings.models.accounts import District, User
from filings.models.changes import ChangeReport
from filings.models.documents import Document
from filings.models.files import StoredFile
from filings.models.filings import Filing
from filings.models.fraud import FraudCase
from filings.models.hearings import SERVED_ON_A_DAY_AND_HOW, Hearing
from filings.models.operators import Operator
from filings.workflow_revocations import (
    GROUNDS,
    REVOCATION_ENDED,
    REVOCATION_STATE_LABELS,
    GroundText,
    RevocationState,
)
from filings.workflow_revocations import Ground as GroundKey


class Revocation(Hearing):
    """One procedure to revoke one filing. `state` is written by services.revocations.transitions.advance_revocation() alone.

    `basis` holds what the ground rests on as plain values: the two years and grades of 第（二）项, the listing of 第（四）项.
    `operator` and `district` are those of the day of the proposal; neither changes while it is open.
    """

    class Ground(models.TextChoices):
        CHANGE = "change", "第（一）项 重大事项变更导致资格失效"
        FAILED = "failed", "第（二）项 考核评价连续两年不合格"
        VIOLATION = "violation", "第（三）项 有严重违法行为"
        BLACKLIST = "blacklist", "第（四）项 被纳入社会信用“黑名单”"

    class Legality(models.TextChoices):
        PASSED = "passed", "审核通过"
        AMEND = "amend", "补正后再审"
        REFUSED = "refused", "审核不通过"

    class Overturning(models.TextChoices):
        RECONSIDERATION = "reconsideration", "行政复议"
        SUIT = "suit", "行政诉讼"

    filing = models.ForeignKey(Filing, models.PROTECT, verbose_name="备案", related_name="revocations")
    operator = models.ForeignKey(Operator, models.PROTECT, verbose_name="运营机构", related_name="revocations")
    district = models.ForeignKey(District, models.PROTECT, verbose_name="所在区县", related_name="+")
    state = models.CharField(
        "状态",
        max_length=12,
        choices=[(s.value, REVOCATION_STATE_LABELS[s]) for s in RevocationState],
        default=RevocationState.PROPOSED,
    )
    state_since = models.DateTimeField("进入当前状态的时间", auto_now_add=True)
    ground = models.CharField("事由", max_length=10, choices=Ground)
    facts = models.TextField("查明的事实", max_length=3000)
    basis = models.JSONField("依据的记录", default=dict, blank=True)
    change = models.ForeignKey(ChangeReport, models.PROTECT, null=True, blank=True, related_name="revocations")
    case = models.ForeignKey(FraudCase, models.PROTECT, null=True, blank=True, related_name="revocations")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    legality = models.CharField("法制审核结果", max_length=10, choices=Legality, blank=True)
    legal_checker = models.CharField("法制审核人", max_length=60, blank=True)
    legal_opinion = models.TextField("法制审核意见", max_length=2000, blank=True)
    legally_checked_on = models.DateField("法制审核日期", null=True, blank=True)
    finding = models.TextField("撤销理由", max_length=3000, blank=True)
    on_defence = models.TextField("对陈述申辩的意见", max_length=3000, blank=True)
    revoked_on = models.DateField("撤销日期", null=True, blank=True)
    decision = models.OneToOneField(Document, models.PROTECT, null=True, blank=True, related_name="+")
    drop_reason = models.TextField("不予撤销的理由", max_length=1000, blank=True)
    overturned_by = models.CharField("推翻的途径", max_length=16, choices=Overturning, blank=True)
    overturning_body = models.CharField("作出机关", max_length=80, blank=True)
    overturning_number = models.CharField("文书案号", max_length=60, blank=True)
    overturned_on = models.DateField("文书日期", null=True, blank=True)
    reinstate_reason = models.TextField("恢复的理由", max_length=2000, blank=True)
    reinstated_on = models.DateField("恢复日期", null=True, blank=True)
    reinstatement = models.OneToOneField(Document, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "撤销备案"
        ordering = ("-proposed_at", "-pk")
        indexes = (
            models.Index(fields=("state", "defence_due_on")),
            models.Index(fields=("filing", "ground")),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("filing",),
                condition=~Q(state__in=sorted(REVOCATION_ENDED)),
                name="one_open_revocation_per_filing",
            ),
            models.UniqueConstraint(
                fields=("filing",), condition=Q(state="revoked"), name="one_standing_revocation_per_filing"
            ),
            models.CheckConstraint(
                condition=Q(ground="change", change__isnull=False) | ~Q(ground="change") & Q(change__isnull=True),
                name="revocation_after_change_names_it",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(ground="violation"), name="revocation_after_case_is_for_violation"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "dropped")) | Q(notice__isnull=False),
                name="revocation_goes_on_with_notice",
            ),
            models.CheckConstraint(condition=SERVED_ON_A_DAY_AND_HOW, name="revocation_served_on_a_day_and_how"),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "notified", "dropped")) | Q(served_on__isnull=False),
                name="revocation_heard_only_once_served",
            ),
            models.CheckConstraint(
                condition=Q(legality="", legal_checker="", legally_checked_on__isnull=True)
                | Q(legally_checked_on__isnull=False) & ~Q(legality="") & ~Q(legal_checker=""),
                name="revocation_legal_check_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("revoked", "reinstated"), revoked_on__isnull=False, decision__isnull=False)
                & Q(legality="passed")
                & ~Q(finding="")
                | ~Q(state__in=("revoked", "reinstated")) & Q(revoked_on__isnull=True, decision__isnull=True),
                name="revoked_with_decision_and_legal_check",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(drop_reason=""), name="revocation_dropped_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="reinstated", reinstated_on__isnull=False, reinstatement__isnull=False)
                & ~Q(overturned_by="")
                & ~Q(reinstate_reason="")
                | ~Q(state="reinstated") & Q(reinstated_on__isnull=True, reinstatement__isnull=True),
                name="reinstated_with_decision_and_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.filing.space}撤销备案"

    @property
    def is_open(self) -> bool:
        """Whether it is not decided yet."""
        return self.state not in REVOCATION_ENDED

    @property
    def is_passed(self) -> bool:
        """Whether the last legal check was passed."""
        return self.legality == self.Legality.PASSED

    @property
    def text(self) -> GroundText:
        """How its ground is cited and what the regulation says."""
        return GROUNDS[GroundKey(self.ground)]


class RevocationFile(models.Model):
    """A file of a revocation. One that stands in a change or a fraud case already is named here as well, not stored again."""

    class Part(models.TextChoices):
        EVIDENCE = "evidence", "证据"
        DEFENCE = "defence", "陈述申辩材料"
        OVERTURNING = "overturning", "复议决定或裁判文书"

    revocation = models.ForeignKey(Revocation, models.PROTECT, related_name="files")
    part = models.CharField("部分", max_length=12, choices=Part)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="revocation_files")

    class Meta:
        verbose_name = verbose_name_plural = "撤销备案材料"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("revocation", "file"), name="revocation_names_a_file_once"),)

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.file}"
