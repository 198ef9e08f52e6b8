"""Filings (备案), bans (禁止申报) and the counters that number things without gap or double."""

from django.db import models
from django.db.models import F, Q

from filings.models.accounts import User
from filings.models.applications import Application
from filings.models.operators import Operator
from filings.models.spaces import Space
from filings.workflow import FILING_STATE_LABELS, FilingState


class Counter(models.Model):
    """One row per series and year, locked last in the numbering transaction; never a sequence."""

    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("series", "year"), name="counter_once_per_year"),)

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


def filing_number(old_number: str, year: int, serial: int | None) -> str:
    """A filing's number from its columns, for whoever reads thousands without making records of them."""
    return old_number or f"郑众创备〔{year}〕{serial}号"


class Filing(models.Model):
    """A makerspace on file: 郑众创备〔2026〕1号. Names and figures are those of the day of filing.

    One from before the system (历史数据) has no application; its number may be of another form (`old_number`) and then has
    no serial.
    """

    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("顺序号", null=True, blank=True)
    old_number = models.CharField("原备案编号", max_length=40, blank=True)
    space = models.ForeignKey(Space, models.PROTECT, verbose_name="众创空间", related_name="filings")
    operator = models.ForeignKey(Operator, models.PROTECT, verbose_name="运营机构", related_name="filings")
    application = models.OneToOneField(
        Application, models.PROTECT, verbose_name="备案申请", null=True, blank=True, related_name="filing"
    )
    kind = models.CharField("类型", max_length=14, choices=Space.Kind)
    state = models.CharField(
        "状态",
        max_length=12,
        choices=[(s.value, FILING_STATE_LABELS[s]) for s in FilingState],
        default=FilingState.ACTIVE.value,
    )
    filed_on = models.DateField("备案日期")
    ended_on = models.DateField("终止日期", null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, verbose_name="由其升级", null=True, blank=True, related_name="superseded_by"
    )
    code = models.CharField("查验码", max_length=16, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "备案"
        ordering = ("-filed_on", "-serial")
        constraints = (
            models.UniqueConstraint(fields=("year", "serial"), name="filing_number_once"),
            models.UniqueConstraint(fields=("old_number",), condition=~Q(old_number=""), name="filing_old_number_once"),
            models.CheckConstraint(
                condition=Q(serial__isnull=False, old_number="")
                | Q(serial__isnull=True, application__isnull=True) & ~Q(old_number=""),
                name="filing_has_one_number",
            ),
            models.UniqueConstraint(fields=("space",), condition=Q(state="active"), name="one_active_filing_per_space"),
            models.CheckConstraint(
                condition=Q(state="active", ended_on__isnull=True) | ~Q(state="active") & Q(ended_on__isnull=False),
                name="ended_filing_has_day",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number as printed (GB/T 9704: no leading zeros), or as it was given before the system."""
        return filing_number(self.old_number, self.year, self.serial)

    @property
    def is_historic(self) -> bool:
        """From before the system: filed on paper, without an application here."""
        return self.application_id is None

    @property
    def title(self) -> str:
        """The name under which the space is filed (Article 7 （三）)."""
        return f"郑州市众创空间（{self.get_kind_display()}）"


class Ban(models.Model):
    """Applying is not possible from `since` to `until`, that day included (Articles 8 and 15)."""

    class Ground(models.TextChoices):
        FRAUD = "fraud", "第八条：弄虚作假"
        REVOCATION = "revocation", "第十五条：撤销备案资格"

    uscc = models.CharField("统一社会信用代码", max_length=18, db_index=True)
    space = models.ForeignKey(Space, models.PROTECT, null=True, blank=True, related_name="bans")
    ground = models.CharField("事由", max_length=12, choices=Ground)
    since = models.DateField("起始日")
    until = models.DateField("截止日", help_text="含当日")
    source = models.CharField("依据文书", max_length=120)
    case = models.OneToOneField(
        "filings.FraudCase", models.PROTECT, verbose_name="弄虚作假核查", null=True, blank=True, related_name="ban"
    )
    revocation = models.OneToOneField(
        "filings.Revocation", models.PROTECT, verbose_name="撤销备案", null=True, blank=True, related_name="ban"
    )
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_on = models.DateField("解除日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "禁止申报"
        ordering = ("-since", "-pk")
        indexes = (models.Index(fields=("until",)),)
        constraints = (
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="ban_since_before_until"),
            models.CheckConstraint(condition=Q(case__isnull=True) | Q(ground="fraud"), name="ban_of_case_is_for_fraud"),
            models.CheckConstraint(
                condition=Q(revocation__isnull=True) | Q(ground="revocation", space__isnull=False),
                name="ban_of_revocation_is_on_a_space",
            ),
        )

    def __str__(self) -> str:
        return f"{self.uscc} {self.since}–{self.until}"
