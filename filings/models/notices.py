"""Messages in the inbox with the e-mails beside them, public notices (公示) and the objections raised during them."""

from django.db import models
from django.db.models import F, Q

from filings.models.accounts import User
from filings.models.applications import Application


class Notice(models.Model):
    """A message to one account; `key` makes sending idempotent."""

    class Kind(models.TextChoices):
        HANDLING = "handling", "办理事项"
        DEADLINE = "deadline", "期限提醒"
        RESULT = "result", "结果"
        STATISTICS = "statistics", "统计"

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField("类别", max_length=10, choices=Kind, default=Kind.HANDLING)
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容", blank=True)
    url = models.CharField("链接", max_length=200, blank=True)
    key = models.CharField(max_length=120)
    created_at = models.DateTimeField("时间", auto_now_add=True)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("user", "read_at")),)
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="notice_once_per_user"),)

    def __str__(self) -> str:
        return self.title


class OutgoingMail(models.Model):
    """The e-mail beside a message: written with it, sent after commit. It holds no address; that is the account's own.

    Whoever sends it holds it until `lease_until` (state sending). `error` names the fault's kind, never a person.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        SENDING = "sending", "正在发送"
        SENT = "sent", "已发送"
        GIVEN_UP = "given_up", "发送失败"
        DROPPED = "dropped", "不再发送"

    notice = models.OneToOneField(Notice, models.CASCADE, verbose_name="消息", related_name="mail")
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    next_at = models.DateTimeField("下次发送")
    lease_until = models.DateTimeField("占用至", null=True, blank=True)
    error = models.CharField("最近一次失败", max_length=120, blank=True)
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    created_at = models.DateTimeField("写入时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "待发邮件"
        ordering = ("next_at", "pk")
        indexes = (models.Index(fields=("state", "next_at")),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False)
                | ~Q(state="sending") & Q(lease_until__isnull=True),
                name="mail_held_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
                name="mail_sent_has_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.notice_id} {self.state}"


class PublicNotice(models.Model):
    """A public notice of an application (公示). It is over when `ends_at` has passed; that instant belongs to it.

    A review held again ends it before or after that (`ended_at`), with a note for the public.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="public_notices")
    working_days = models.PositiveSmallIntegerField("公示工作日")
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("截止")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    end_note = models.CharField("终止说明", max_length=300, blank=True, help_text="向公众公布")

    class Meta:
        verbose_name = verbose_name_plural = "公示"
        ordering = ("-starts_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="notice_ends_after_start"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_note="") | Q(ended_at__isnull=False) & ~Q(end_note=""),
                name="notice_ended_with_note",
            ),
        )

    def __str__(self) -> str:
        return f"{self.application} {self.starts_at:%Y-%m-%d}"


class Objection(models.Model):
    """An objection in writing with real name; anonymous ones are not taken."""

    class Status(models.TextChoices):
        OPEN = "open", "待办理"
        DISMISSED = "dismissed", "不成立"
        UPHELD = "upheld", "成立"

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="objections")
    name = models.CharField("姓名或单位名称", max_length=60)
    phone = models.CharField("联系电话", max_length=30)
    address = models.CharField("联系地址", max_length=120, blank=True)
    content = models.TextField("异议内容", max_length=2000)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.OPEN)
    resolution = models.TextField("办理结果", blank=True, max_length=2000)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField("办理时间", null=True, blank=True)
    created_at = models.DateTimeField("提出时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "异议"
        ordering = ("created_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(status="open", resolution="") | ~Q(status="open") & ~Q(resolution=""),
                name="objection_resolved_with_result",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}：{self.content[:20]}"
