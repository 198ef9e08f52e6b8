"""Draws of experts by lot (随机抽取): the seed and the pool as it stood, so that each can be repeated and checked."""

from django.db import models
from django.db.models import Q

from filings.models.accounts import User
from filings.models.applications import Application


class ExpertDraw(models.Model):
    """One draw of experts. Proposed first; the clerk confirms it or draws again with a reason.

    `pool` holds every expert in use at that moment with fields and what kept each from being drawn; with `seed`,
    `quotas` and rules.draws.draw() it gives `drawn` again.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", "待确认"
        CONFIRMED = "confirmed", "已确认"
        DISCARDED = "discarded", "已作废"

    status = models.CharField("状态", max_length=10, choices=Status, default=Status.PROPOSED)
    seed = models.CharField("随机种子", max_length=64)
    quotas = models.JSONField("抽取要求", help_text="领域与人数")
    most_open = models.PositiveSmallIntegerField("在办上限（件）")
    pool = models.JSONField("专家库")
    drawn = models.JSONField("抽取结果")
    by = models.ForeignKey(User, models.PROTECT, verbose_name="抽取人", related_name="+")
    at = models.DateTimeField("抽取时间", auto_now_add=True)
    ended_reason = models.TextField("作废原因", blank=True, max_length=500)

    class Meta:
        abstract = True


class PanelDraw(ExpertDraw):
    """A draw for the panel of an application."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="draws")
    sequence = models.PositiveSmallIntegerField("第几次评审", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "专家抽取"
        ordering = ("application", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("application",), condition=Q(status="proposed"), name="one_proposed_draw_per_application"
            ),
            models.CheckConstraint(
                condition=~Q(status="discarded") | ~Q(ended_reason=""), name="draw_discarded_with_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.application} #{self.pk}"
