"""What every adverse procedure keeps: the prior notice, its service, the statement and defence (事先告知、送达、陈述申辩)."""

from django.db import models
from django.db.models import Q

from filings.models.accounts import User
from filings.models.documents import Document


class Hearing(models.Model):
    """The part of a procedure in which its operator is heard. `defence_due_on` is computed when service of the notice
    is recorded, and anew when that record is corrected. `defence` stays empty where none came in.
    """

    class Service(models.TextChoices):
        DIRECT = "direct", "直接送达"
        POST = "post", "邮寄送达"
        ELECTRONIC = "electronic", "电子送达"
        LEFT = "left", "留置送达"
        PUBLIC = "public", "公告送达"

    notice = models.OneToOneField(Document, models.PROTECT, null=True, blank=True, related_name="+")
    defence_days = models.PositiveSmallIntegerField("陈述申辩期限（工作日）", default=5)
    served_on = models.DateField("送达日期", null=True, blank=True)
    served_how = models.CharField("送达方式", max_length=10, choices=Service, blank=True)
    served_note = models.CharField("送达情况", max_length=200, blank=True)
    defence_due_on = models.DateField("陈述申辩截止日", null=True, blank=True)
    defence = models.TextField("陈述申辩", max_length=5000, blank=True)
    defended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    defended_at = models.DateTimeField("陈述申辩时间", null=True, blank=True)

    class Meta:
        abstract = True


SERVED_ON_A_DAY_AND_HOW = Q(served_on__isnull=True, served_how="", defence_due_on__isnull=True) | Q(
    served_on__isnull=False, defence_due_on__isnull=False
) & ~Q(served_how="")
"""Service is recorded whole or not at all."""
