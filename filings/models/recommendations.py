"""What a district's recommendation rests on: the corrected facts and verdicts, kept beside the claimed ones."""

from django.db import models
from django.db.models.fields.json import KT

from filings.models.applications import Application, Snapshot


class Recommendation(models.Model):
    """One recommendation carried out; `facts` and `result` are those after the district's corrections. Never changed."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="recommendations")
    snapshot = models.OneToOneField(Snapshot, models.PROTECT, related_name="recommendation")
    facts = models.JSONField("核实后的事实")
    result = models.JSONField("核实后的预审结果")
    outcome = models.GeneratedField(
        expression=KT("result__outcome"), output_field=models.CharField(max_length=10), db_persist=True
    )
    digest = models.CharField("摘要", max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "区县推荐"
        ordering = ("application", "pk")

    def __str__(self) -> str:
        return f"{self.application_id}: {self.digest[:8]}"
