"""Grades of the annual evaluation (第十二条) that makerspaces had before the system."""

from django.core.validators import MinValueValidator
from django.db import models

from evaluation.models.statistics import FIRST_YEAR
from evaluation.scoring import grades
from filings.models import Space, User


class HistoricGrade(models.Model):
    """The grade of a makerspace for a year, as it was given on paper (历史数据); never changed here."""

    class Grade(models.TextChoices):
        EXCELLENT = grades.Grade.EXCELLENT.value, grades.GRADE_LABELS[grades.Grade.EXCELLENT]
        GOOD = grades.Grade.GOOD.value, grades.GRADE_LABELS[grades.Grade.GOOD]
        PASS = grades.Grade.PASS.value, grades.GRADE_LABELS[grades.Grade.PASS]
        FAIL = grades.Grade.FAIL.value, grades.GRADE_LABELS[grades.Grade.FAIL]

    space = models.ForeignKey(Space, models.PROTECT, verbose_name="众创空间", related_name="historic_grades")
    year = models.PositiveSmallIntegerField("考核年度", validators=[MinValueValidator(FIRST_YEAR)])
    grade = models.CharField("等级", max_length=10, choices=Grade)
    loaded_by = models.ForeignKey(User, models.PROTECT, verbose_name="载入人", related_name="+")
    loaded_at = models.DateTimeField("载入时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "历年考核评价结果"
        ordering = ("-year", "space")
        constraints = (
            models.UniqueConstraint(fields=("space", "year"), name="one_historic_grade_per_space_and_year"),
            models.CheckConstraint(
                condition=models.Q(grade__in=("excellent", "good", "pass", "fail")),
                name="historic_grade_is_one_of_four",
            ),
        )

    def __str__(self) -> str:
        return f"{self.space} {self.year}年度{self.get_grade_display()}"
