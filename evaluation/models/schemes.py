"""Schemes of the annual evaluation (考核评价方案): versions, frozen once a campaign uses them."""

from django.db import models
from django.db.models import Q

from evaluation.scoring.schemes import Scheme, scheme_from
from filings.models import User


class EvaluationScheme(models.Model):
    """One version of a scheme. `content` is what scoring.schemes reads; it never changes once `frozen_at` is set.

    A draft counts its savings (`revision`), so that two people do not overwrite each other.
    """

    code = models.SlugField("方案代码", max_length=30)
    version = models.PositiveSmallIntegerField("版本", default=1)
    title = models.CharField("名称", max_length=80)
    content = models.JSONField("内容")
    is_example = models.BooleanField("示例", default=False)
    copied_from = models.ForeignKey(
        "self", models.PROTECT, verbose_name="复制自", null=True, blank=True, related_name="copies"
    )
    revision = models.PositiveIntegerField("修订", default=0)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("修改时间", auto_now=True)
    frozen_at = models.DateTimeField("冻结时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "考核评价方案"
        ordering = ("code", "-version")
        constraints = (
            models.UniqueConstraint(fields=("code", "version"), name="scheme_version_once"),
            models.UniqueConstraint(fields=("code",), condition=Q(frozen_at=None), name="one_draft_per_scheme_code"),
        )

    def __str__(self) -> str:
        return f"{self.title}（{self.code} 第{self.version}版）"

    @property
    def scheme(self) -> Scheme:
        """The content as the immutable value that is scored with."""
        return scheme_from(self.content)

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None
