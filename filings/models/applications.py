"""Rounds and applications (备案申请), what the operator says, what was frozen, what the district found."""

from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT

from filings.models.accounts import District, User
from filings.models.files import StoredFile
from filings.models.operators import Operator
from filings.models.spaces import Space
from filings.workflow import LIVE, STATE_LABELS, State


class Round(models.Model):
    """A round of applications (申报批次): what may be applied for, when, and on what terms."""

    title = models.CharField("名称", max_length=60, unique=True)
    kinds = models.JSONField("受理类型", default=list, help_text="综合性、专业化")
    opens_at = models.DateTimeField("开始时间")
    closes_at = models.DateTimeField("截止时间")
    legal_basis = models.TextField("依据", max_length=1000)
    guidance = models.TextField("申报说明", blank=True, max_length=4000)
    declarations = models.JSONField("须作出的声明", default=list)
    site_visit_required = models.BooleanField("推荐前须实地核查", default=False)
    notice_working_days = models.PositiveSmallIntegerField("公示工作日", default=5)
    recommend_days = models.PositiveSmallIntegerField("区县审核期限（工作日）", default=15)
    decide_days = models.PositiveSmallIntegerField("市局办理期限（工作日）", default=40)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "申报批次"
        ordering = ("-opens_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="round_closes_after_opening",
                violation_error_message="截止时间应晚于开始时间。",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Application(models.Model):
    """One application of a space in a round. `state` is written by services.transitions.advance() alone.

    `as_of` is the day of first submission for good; `number` (2026-0001) is given then too.
    """

    round = models.ForeignKey(Round, models.PROTECT, verbose_name="申报批次", related_name="applications")
    space = models.ForeignKey(Space, models.PROTECT, verbose_name="众创空间", related_name="applications")
    operator = models.ForeignKey(Operator, models.PROTECT, verbose_name="运营机构", related_name="applications")
    district = models.ForeignKey(District, models.PROTECT, verbose_name="区县", related_name="applications")
    kind = models.CharField("申请类型", max_length=14, choices=Space.Kind)
    state = models.CharField(
        "状态", max_length=12, choices=[(s.value, STATE_LABELS[s]) for s in State], default=State.DRAFT.value
    )
    number = models.CharField("申请编号", max_length=12, unique=True, null=True, blank=True)
    as_of = models.DateField("判定日", null=True, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    state_since = models.DateTimeField("进入当前状态的时间", auto_now_add=True)
    due_on = models.DateField("当前环节办理期限", null=True, blank=True)
    handler = models.ForeignKey(
        User, models.SET_NULL, verbose_name="经办", null=True, blank=True, related_name="handled_applications"
    )
    opinion = models.TextField("推荐意见", blank=True, max_length=2000)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "备案申请"
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("district", "state")), models.Index(fields=("state", "due_on")))
        constraints = (
            models.UniqueConstraint(
                fields=("space",),
                condition=Q(state__in=sorted(LIVE)),
                name="one_live_application_per_space",
                violation_error_message="该众创空间已有一件在办的申请。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn"))
                | Q(number__isnull=False, as_of__isnull=False, submitted_at__isnull=False),
                name="submitted_application_has_number_and_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.space}（{self.get_kind_display()}）"

    @property
    def is_live(self) -> bool:
        """Whether the application has not ended."""
        return self.state in LIVE


class ApplicationSection(models.Model):
    """What the operator itself says in a section of the task list (5.1 … 6.4).

    `explanations` holds a text for each check that asks for one (check id → text). A section without `confirmed_at`
    gives no facts; its display state is derived, not stored. `revision` counts the savings, so that a page that was
    opened before somebody else saved is told.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="sections")
    code = models.CharField("部分", max_length=4)
    explanations = models.JSONField("情况说明", default=dict, help_text="检查项 → 说明")
    confirmed_at = models.DateTimeField("确认数据的时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    revision = models.PositiveIntegerField("第几次保存", default=0)
    saved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField("保存说明的时间", null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "申请部分"
        constraints = (models.UniqueConstraint(fields=("application", "code"), name="section_once_per_application"),)

    def __str__(self) -> str:
        return self.code


class Attachment(models.Model):
    """A file bound to a required document of the rule version, and through it to checks."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="attachments")
    document = models.CharField("材料", max_length=40)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments")
    page = models.PositiveIntegerField("指到页码", default=1)
    anchors = models.JSONField("各项条件看的页", default=dict, blank=True, help_text="检查项 → 页码，其余的看指到的页")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "证明材料"
        ordering = ("document", "created_at", "pk")

    def __str__(self) -> str:
        return f"{self.document}: {self.file}"


class Snapshot(models.Model):
    """What was frozen at a submission: facts, verdicts, rows counted (no personal columns), file digests. Never changed.

    `outcome` is that of the result, beside it: lists need not open what is large.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="snapshots")
    sequence = models.PositiveSmallIntegerField("第几次提交")
    schema = models.PositiveSmallIntegerField("结构版本", default=1)
    ruleset = models.CharField("规则版本", max_length=40)
    as_of = models.DateField("判定日")
    facts = models.JSONField("事实")
    result = models.JSONField("预审结果")
    outcome = models.GeneratedField(
        expression=KT("result__outcome"), output_field=models.CharField(max_length=10), db_persist=True
    )
    rows = models.JSONField("计入的名册行")
    files = models.JSONField("材料摘要")
    stored_files = models.ManyToManyField(StoredFile, related_name="frozen_in_snapshots")
    sections = models.JSONField("说明与声明")
    digest = models.CharField("摘要", max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "提交快照"
        ordering = ("application", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("application", "sequence"), name="snapshot_once_per_submission"),
        )

    def __str__(self) -> str:
        return f"{self.application_id}/{self.sequence}"


class Verification(models.Model):
    """The district's finding on one check or verification item: 属实, 更正, or 补正 until the case goes back for it.

    What was found before a correction round stays on file under `superseded_at`; it counts no more.
    """

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed", "属实"
        CORRECTED = "corrected", "更正"
        TO_CORRECT = "to_correct", "补正"

    application = models.ForeignKey(Application, models.CASCADE, related_name="verifications")
    item = models.CharField("核实项", max_length=40)
    verdict = models.CharField("核实结论", max_length=10, choices=Verdict)
    finding = models.TextField("核实意见", blank=True, max_length=1000)
    evidence = models.ForeignKey(
        StoredFile, models.PROTECT, verbose_name="依据", null=True, blank=True, related_name="verified_in"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", auto_now=True)
    superseded_at = models.DateTimeField("因补正失效的时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "核实"
        constraints = (
            models.UniqueConstraint(
                fields=("application", "item"),
                condition=Q(superseded_at__isnull=True),
                name="verification_once_per_item",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item} {self.verdict}"


class Correction(models.Model):
    """One corrected datum of a verification: a register row taken out, or a value for what is no count."""

    verification = models.ForeignKey(Verification, models.CASCADE, related_name="corrections")
    register = models.CharField("名册", max_length=30, blank=True)
    row = models.PositiveBigIntegerField("名册行", null=True, blank=True)
    fact = models.CharField("事实", max_length=60, blank=True)
    value = models.JSONField("更正为", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "更正"
        constraints = (
            models.CheckConstraint(
                condition=Q(register="", row__isnull=True) & ~Q(fact="")
                | Q(fact="", row__isnull=False) & ~Q(register=""),
                name="correction_row_or_value",
            ),
        )

    def __str__(self) -> str:
        return self.fact or f"{self.register} {self.row}"


class SiteVisit(models.Model):
    """A visit to the site by two officials of the district (实地核查).

    `counts` holds what was counted beside what was claimed then, in the order of the form: {fact, label, claimed, found},
    the two as people read them; it changes no fact. Visits of before have none, and no time.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="site_visits")
    on = models.DateField("核查日期")
    at_time = models.TimeField("核查时间", null=True, blank=True)
    counts = models.JSONField("现场清点", default=list, blank=True)
    officers = models.CharField("核查人员", max_length=60, help_text="两人，用顿号分开")
    findings = models.TextField("核查情况", max_length=2000)
    consistent = models.BooleanField("与申报一致")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "实地核查"
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{self.application_id} {self.on}"


class SiteVisitPhoto(models.Model):
    """A photograph taken at a visit."""

    visit = models.ForeignKey(SiteVisit, models.CASCADE, related_name="photos")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="visit_photo")

    class Meta:
        verbose_name = verbose_name_plural = "核查照片"

    def __str__(self) -> str:
        return str(self.file)
