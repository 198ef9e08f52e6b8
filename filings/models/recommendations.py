"""What a district's recommendation rests on: the corrected facts and verdicts, kept beside the claimed ones; and what is
recommended together, by one letter.
"""

from django.db import models
from django.db.models.fields.json import KT

from filings.models.accounts import District, User
from filings.models.applications import Application, Round, Snapshot
from filings.models.documents import Document


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


class JointRecommendation(models.Model):
    """Several applications of a round recommended by one letter (批量推荐). Each has its own prepared act (`acts`), with its
    own opinion, and moves by itself; they are signed as one. It waits as long as one of its acts does; `letter` is there
    once it was signed.
    """

    district = models.ForeignKey(District, models.PROTECT, verbose_name="区县", related_name="joint_recommendations")
    round = models.ForeignKey(Round, models.PROTECT, verbose_name="申报批次", related_name="joint_recommendations")
    number = models.CharField("发文字号", max_length=40)
    issued_on = models.DateField("成文日期")
    text = models.TextField("推荐函正文的推荐意见", max_length=2000)
    prepared_by = models.ForeignKey(User, models.PROTECT, verbose_name="经办", related_name="+")
    prepared_at = models.DateTimeField("拟办时间", auto_now_add=True)
    letter = models.OneToOneField(
        Document, models.PROTECT, verbose_name="推荐函", null=True, blank=True, related_name="joint_recommendation"
    )

    class Meta:
        verbose_name = verbose_name_plural = "批量推荐"
        ordering = ("-prepared_at", "-pk")
        indexes = (models.Index(fields=("district", "-prepared_at")),)

    def __str__(self) -> str:
        return self.number
