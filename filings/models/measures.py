"""A district's own measures (区县标准, Article 16) with its own figures. They are for reference alone.

Not offered by filings.models: whoever reads them names this module, so that a contract in pyproject.toml can keep the
rules, submission and recommendation from ever doing so.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q

from filings.models.accounts import District, User
from filings.models.files import StoredFile


class DistrictMeasure(models.Model):
    """Measures that a district has published, in force from a day and, where they say so, until one (both included)."""

    district = models.ForeignKey(District, models.PROTECT, verbose_name="区县", related_name="+")
    title = models.CharField("标题", max_length=100)
    number = models.CharField("发文字号", max_length=40, blank=True)
    file = models.OneToOneField(StoredFile, models.PROTECT, verbose_name="文件", related_name="measure")
    effective_from = models.DateField("施行日期")
    effective_until = models.DateField("有效期至", null=True, blank=True, help_text="含当日；没有写明的留空")
    note = models.CharField("说明", max_length=300, blank=True)
    published_by = models.ForeignKey(User, models.PROTECT, verbose_name="发布人", related_name="+")
    published_at = models.DateTimeField("发布时间", auto_now_add=True)
    withdrawn_on = models.DateField("撤下日期", null=True, blank=True)
    withdrawal_reason = models.CharField("撤下原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "区县标准"
        ordering = ("district__position", "-effective_from", "-pk")
        indexes = (models.Index(fields=("district", "effective_from")),)
        constraints = (
            models.UniqueConstraint(
                fields=("district", "title", "effective_from"),
                condition=Q(withdrawn_on__isnull=True),
                name="one_measure_of_a_title_and_day",
            ),
            models.CheckConstraint(
                condition=Q(effective_until__isnull=True) | Q(effective_until__gte=F("effective_from")),
                name="measure_from_before_until",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawal_reason="")
                | Q(withdrawn_on__isnull=False) & ~Q(withdrawal_reason=""),
                name="measure_withdrawn_with_reason",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def is_in_force(self, on: date) -> bool:
        """Whether it holds on a day."""
        begun = self.effective_from <= on and (self.effective_until is None or on <= self.effective_until)
        return begun and self.withdrawn_on is None


class MeasureFigure(models.Model):
    """A district's own figure beside the city's threshold of the same name."""

    measure = models.ForeignKey(DistrictMeasure, models.CASCADE, related_name="figures")
    threshold = models.CharField("指标", max_length=40)
    value = models.PositiveIntegerField("数值")
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "区县标准数值"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("measure", "threshold"), name="figure_once_per_measure"),)

    def __str__(self) -> str:
        return f"{self.threshold} {self.value}"
