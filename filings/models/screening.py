"""What the nightly run of the rules found on filings in force: the outcome by level, and since when a check of the city's is not met."""

from django.db import models
from django.db.models import F, Q

from filings.models.filings import Filing
from filings.rules.verdicts import LABELS, CheckResult, Verdict


class Level(models.TextChoices):
    """Whose conditions."""

    CITY = "city", "市级"
    PROVINCE = "province", "省级"
    NATION = "nation", "国家级"


class Screening(models.Model):
    """The latest run on one filing by the conditions of one level. `checks` are those that do not pass, `lacking` how many
    of them fail or lack data, `gap` how far they are from passing (percent of what is wanted, added up). Where the data
    cannot be read, `outcome` is unreadable and `problem` says why; `checks` are then still those of the run before.
    """

    class Outcome(models.TextChoices):
        PASS = Verdict.PASS.value, LABELS[Verdict.PASS]
        REVIEW = Verdict.REVIEW.value, LABELS[Verdict.REVIEW]
        MISSING = Verdict.MISSING.value, LABELS[Verdict.MISSING]
        FAIL = Verdict.FAIL.value, LABELS[Verdict.FAIL]
        UNREADABLE = "unreadable", "无法计算"

    filing = models.ForeignKey(Filing, models.CASCADE, verbose_name="备案", related_name="screenings")
    level = models.CharField("层级", max_length=8, choices=Level)
    ruleset = models.CharField("规则版本", max_length=30, blank=True)
    screened_on = models.DateField("计算日", null=True, blank=True)
    outcome = models.CharField("结论", max_length=10, choices=Outcome, blank=True)
    lacking = models.PositiveSmallIntegerField("未达到的条件（项）", default=0)
    gap = models.PositiveIntegerField("差距", default=0)
    checks = models.JSONField("未通过的检查", default=list)
    problem = models.CharField("无法计算的原因", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "在册核查"
        ordering = ("pk",)
        indexes = (models.Index(fields=("level", "outcome", "lacking", "gap"), name="screening_by_outcome"),)
        constraints = (
            models.UniqueConstraint(fields=("filing", "level"), name="one_screening_per_filing_and_level"),
            models.CheckConstraint(
                condition=Q(outcome="", screened_on__isnull=True)
                | ~Q(outcome="") & Q(screened_on__isnull=False) & ~Q(ruleset=""),
                name="screening_has_its_day_and_version",
            ),
            models.CheckConstraint(
                condition=Q(outcome="unreadable") & ~Q(problem="") | ~Q(outcome="unreadable") & Q(problem=""),
                name="screening_unreadable_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.filing_id} {self.level} {self.outcome}"

    @property
    def results(self) -> list[CheckResult]:
        """The checks that do not pass, in the order of the version."""
        return [CheckResult(**{**check, "verdict": Verdict(check["verdict"])}) for check in self.checks]


class Shortfall(models.Model):
    """A check of the city's conditions that a filing does not meet any more: `since` is the day of the first run that found it,
    `ended_on` that of the first that found it met again (or its filing ended).
    """

    filing = models.ForeignKey(Filing, models.CASCADE, verbose_name="备案", related_name="shortfalls")
    check_id = models.CharField("检查", max_length=40)
    clause = models.CharField("条款", max_length=40)
    label = models.CharField("条件", max_length=60)
    why = models.TextField("情况")
    since = models.DateField("自")
    ended_on = models.DateField("恢复日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "在册预警"
        ordering = ("since", "pk")
        indexes = (models.Index(fields=("ended_on", "check_id"), name="shortfall_by_check"),)
        constraints = (
            models.UniqueConstraint(
                fields=("filing", "check_id"), condition=Q(ended_on__isnull=True), name="one_open_shortfall_per_check"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("since")), name="shortfall_ends_after_it_began"
            ),
        )

    def __str__(self) -> str:
        return f"{self.filing_id} {self.check_id} {self.since}"
