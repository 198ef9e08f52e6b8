"""The reserve pool (储备库, Article 11): makerspaces not filed yet that a district brings on, how far they have come, and the
guidance that they were given.
"""

from typing import Any

from django.db import models
from django.db.models import Q

from filings.models.accounts import District, User
from filings.models.applications import Application
from filings.models.files import StoredFile
from filings.models.operators import Operator
from filings.models.spaces import Space


class PoolEntry(models.Model):
    """A makerspace in the pool: a space of a registered operator, or one whose operator is not registered (no `space`), which
    carries its name, contact and what is known of it as `facts` in the keys of the rules.

    `status` is written by services.pool.closing alone. Once linked to an operator, `operator` is set and `space` as soon as
    there is one; the space's district is then the one that keeps the entry, its operator the one whose entry it is.
    """

    class Status(models.TextChoices):
        LIVE = "live", "在库"
        FILED = "filed", "已备案出库"
        WITHDRAWN = "withdrawn", "退出储备库"

    district = models.ForeignKey(District, models.PROTECT, verbose_name="入库区县", related_name="+")
    kind = models.CharField("培育方向", max_length=14, choices=Space.Kind)
    space = models.ForeignKey(
        Space, models.PROTECT, verbose_name="众创空间", null=True, blank=True, related_name="pool_entries"
    )
    operator = models.ForeignKey(
        Operator, models.PROTECT, verbose_name="运营机构", null=True, blank=True, related_name="pool_entries"
    )
    name = models.CharField("众创空间名称", max_length=60)
    operator_name = models.CharField("运营机构名称", max_length=80)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    contact_name = models.CharField("联系人", max_length=40, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)
    facts = models.JSONField("区县掌握的数据", default=dict, blank=True)
    facts_on = models.DateField("数据登记日期", null=True, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.LIVE)
    application = models.ForeignKey(
        Application, models.SET_NULL, verbose_name="转成的申请", null=True, blank=True, related_name="pool_entries"
    )
    entered_by = models.ForeignKey(User, models.PROTECT, verbose_name="入库经办", related_name="+")
    entered_on = models.DateField("入库日期")
    closed_on = models.DateField("出库日期", null=True, blank=True)
    closing_reason = models.CharField("出库原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "储备库空间"
        ordering = ("-entered_on", "-pk")
        indexes = (models.Index(fields=("status", "district")), models.Index(fields=("status", "uscc")))
        constraints = (
            models.UniqueConstraint(
                fields=("space",), condition=Q(status="live"), name="one_live_pool_entry_per_space"
            ),
            models.UniqueConstraint(
                fields=("uscc", "name"),
                condition=Q(status="live", space__isnull=True) & ~Q(uscc=""),
                name="one_live_pool_entry_per_code_and_name",
            ),
            models.CheckConstraint(
                condition=Q(status="live", closed_on__isnull=True, closing_reason="")
                | ~Q(status="live") & Q(closed_on__isnull=False) & ~Q(closing_reason=""),
                name="pool_entry_closed_with_day_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(space__isnull=True) | Q(operator__isnull=False), name="pool_entry_space_with_operator"
            ),
            models.CheckConstraint(
                condition=Q(application__isnull=True) | Q(space__isnull=False), name="pool_entry_drafted_with_space"
            ),
        )

    def __str__(self) -> str:
        return self.space.name if self.space else self.name

    @property
    def is_live(self) -> bool:
        """Whether it is in the pool now."""
        return self.status == self.Status.LIVE

    @property
    def keeper(self) -> District:
        """The district that keeps it: its space's, where it has one."""
        return self.space.district if self.space else self.district

    @property
    def holder(self) -> Operator | None:
        """Whose it is: its space's operator, where it has one; None while nobody is linked."""
        return self.space.operator if self.space else self.operator

    @property
    def code(self) -> str:
        """The credit code of whoever runs it."""
        return self.holder.uscc if self.holder else self.uscc

    @property
    def run_by(self) -> str:
        """The name of whoever runs it."""
        return self.holder.name if self.holder else self.operator_name


class PoolAssessment(models.Model):
    """What the checks said of an entry from a day on, until the next row: written when an answer has changed, one a day at most.

    `checks` holds every check that does not pass: id → {verdict, label, clause, gap}.
    """

    entry = models.ForeignKey(PoolEntry, models.CASCADE, related_name="assessments")
    on = models.DateField("自")
    ruleset = models.CharField("规则版本", max_length=40)
    passes = models.PositiveSmallIntegerField("符合")
    fails = models.PositiveSmallIntegerField("不符合")
    reviews = models.PositiveSmallIntegerField("需人工核实")
    missing = models.PositiveSmallIntegerField("缺少数据")
    checks = models.JSONField("未符合的各项", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "储备库评估"
        ordering = ("entry", "on")
        constraints = (models.UniqueConstraint(fields=("entry", "on"), name="pool_assessed_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.entry_id} {self.on}"

    @property
    def counts(self) -> dict[str, int]:
        """How many checks have each verdict, as the bar of verdicts takes it."""
        return {"pass": self.passes, "fail": self.fails, "review": self.reviews, "missing": self.missing}

    @property
    def figures(self) -> dict[str, Any]:
        """What is compared to tell a change."""
        return {"ruleset": self.ruleset, "counts": self.counts, "checks": self.checks}


class GuidanceRecord(models.Model):
    """One guidance (辅导) given to an entry: by the district, or by an association of which the name stands here. One recorded
    by mistake is struck with a reason and stays readable.
    """

    class Kind(models.TextChoices):
        TRAINING = "training", "培训"
        MENTORING = "mentoring", "辅导"
        VISIT = "visit", "走访"

    class By(models.TextChoices):
        DISTRICT = "district", "区县科技主管部门"
        ASSOCIATION = "association", "协会"
        PROMOTION = "promotion", "促进会"
        ALLIANCE = "alliance", "联盟"
        OTHER = "other", "其他社会组织"

    entry = models.ForeignKey(PoolEntry, models.PROTECT, related_name="guidance")
    kind = models.CharField("方式", max_length=10, choices=Kind)
    on = models.DateField("日期")
    by = models.CharField("辅导方", max_length=12, choices=By, default=By.DISTRICT)
    organisation = models.CharField("社会组织名称", max_length=60, blank=True)
    content = models.TextField("辅导内容", max_length=2000)
    recorded_by = models.ForeignKey(User, models.PROTECT, verbose_name="登记人", related_name="+")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    struck_on = models.DateField("作废日期", null=True, blank=True)
    struck_reason = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "辅导记录"
        ordering = ("-on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(by="district", organisation="") | ~Q(by="district") & ~Q(organisation=""),
                name="guidance_by_a_named_organisation",
            ),
            models.CheckConstraint(
                condition=Q(struck_on__isnull=True, struck_reason="")
                | Q(struck_on__isnull=False) & ~Q(struck_reason=""),
                name="guidance_struck_with_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"

    @property
    def giver(self) -> str:
        """Who gave it, by name."""
        return self.organisation or self.entry.keeper.bureau


class GuidanceFile(models.Model):
    """A file of a guidance record: what was handed out, signed or photographed."""

    record = models.ForeignKey(GuidanceRecord, models.PROTECT, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="guidance_file")

    class Meta:
        verbose_name = verbose_name_plural = "辅导材料"
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.file)
