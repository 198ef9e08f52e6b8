"""Draws by lot of the experts who mark in an evaluation: seed and pool as they stood, so that each can be repeated."""

from django.db import models
from django.db.models import Q

from evaluation.models.campaigns import Campaign
from filings.models import ExpertDraw, Space


class MarkersDraw(ExpertDraw):
    """A draw of those who mark all makerspaces of a campaign, or those of one kind."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="draws")
    kind = models.CharField("众创空间类型", max_length=14, choices=Space.Kind, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评分专家抽取"
        ordering = ("campaign", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign",), condition=Q(status="proposed"), name="one_proposed_draw_per_campaign"
            ),
            models.CheckConstraint(
                condition=~Q(status="discarded") | ~Q(ended_reason=""), name="markers_draw_discarded_with_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign} #{self.pk}"
