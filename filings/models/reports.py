"""Reports of misconduct in review and recommendation (举报, second half of Article 8). The auditor alone reads them."""

from django.db import models
from django.db.models import Q

from filings.models.accounts import User
from filings.models.files import StoredFile


class MisconductReport(models.Model):
    """What somebody reports, with name and phone or without. Written once, never changed; `code` is the receipt."""

    code = models.CharField("回执编号", max_length=16, unique=True)
    about = models.CharField("被举报的单位或人员", max_length=120)
    concerning = models.CharField("涉及的众创空间或申请编号", max_length=120, blank=True)
    content = models.TextField("举报内容", max_length=5000)
    name = models.CharField("姓名", max_length=60, blank=True)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    reporter = models.ForeignKey(
        User, models.PROTECT, verbose_name="举报账号", null=True, blank=True, related_name="misconduct_reports"
    )
    files = models.ManyToManyField(StoredFile, related_name="misconduct_reports", blank=True)
    digest = models.CharField("摘要", max_length=64)
    created_at = models.DateTimeField("收到时间")

    class Meta:
        verbose_name = verbose_name_plural = "举报"
        ordering = ("-created_at", "-pk")
        constraints = (models.CheckConstraint(condition=~Q(content=""), name="report_says_something"),)

    def __str__(self) -> str:
        return self.code

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody can be told of the outcome."""
        return not self.name and not self.phone and self.reporter_id is None
