"""Districts and accounts. One account has one role; what it reaches follows from the fields here."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from filings.workflow import ROLE_LABELS, Role


class District(models.Model):
    """One of the sixteen districts of Zhengzhou whose science bureaus recommend (Article 7)."""

    slug = models.SlugField("代号", primary_key=True, max_length=20)
    name = models.CharField("名称", max_length=40, unique=True)
    gb_code = models.CharField("行政区划代码", max_length=6, blank=True, help_text="GB/T 2260；开发区没有代码，留空")
    office = models.CharField("科技主管部门全称", max_length=60, blank=True)
    phone = models.CharField("咨询电话", max_length=30, blank=True)
    position = models.PositiveSmallIntegerField("排序", default=0)
    reconsideration_body = models.CharField(
        "行政复议机关", max_length=80, blank=True, help_text="写入本区县的文书；留空时用市局设置中的机关"
    )
    court = models.CharField(
        "行政诉讼管辖法院", max_length=80, blank=True, help_text="写入本区县的文书；留空时用市局设置中的法院"
    )
    single_signer = models.BooleanField(
        "单账号签发", default=False, help_text="只有一个账号的区县可以由经办账号直接签发，办理记录中会注明"
    )

    class Meta:
        verbose_name = verbose_name_plural = "区县"
        ordering = ("position", "slug")

    def __str__(self) -> str:
        return self.name

    @property
    def bureau(self) -> str:
        """The office's full name as it stands on letters."""
        return self.office or f"{self.name}科学技术局"


class User(AbstractUser):
    """An account. `district` is set for role district alone, `operator` for role operator alone."""

    role = models.CharField("角色", max_length=10, choices=[(r.value, ROLE_LABELS[r]) for r in Role])
    full_name = models.CharField("姓名", max_length=40, blank=True)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    district = models.ForeignKey(
        District, models.PROTECT, verbose_name="所属区县", null=True, blank=True, related_name="accounts"
    )
    operator = models.ForeignKey(
        "filings.Operator", models.PROTECT, verbose_name="所属运营机构", null=True, blank=True, related_name="accounts"
    )
    can_sign = models.BooleanField("可以签发", default=False)
    employer = models.CharField("工作单位", max_length=80, blank=True, help_text="评审专家填写，用于回避核对")
    expertise = models.CharField("专业领域", max_length=120, blank=True, help_text="评审专家填写，多个领域用顿号分开")
    interests = models.CharField(
        "持股、兼职单位", max_length=300, blank=True, help_text="评审专家填写，用于回避核对，多个单位用顿号分开"
    )
    muted_mail = models.JSONField("不发邮件的消息", default=list, blank=True, help_text="Notice.Kind 的值")
    must_change_password = models.BooleanField("下次登录须改密码", default=False)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "role"]

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ("username",)
        constraints = (
            models.CheckConstraint(
                condition=Q(role=Role.DISTRICT, district__isnull=False)
                | ~Q(role=Role.DISTRICT) & Q(district__isnull=True),
                name="user_district_matches_role",
                violation_error_message="区县账号必须选择所属区县，其他角色不能选择区县。",
            ),
            models.CheckConstraint(
                condition=Q(role=Role.OPERATOR) | Q(operator__isnull=True),
                name="user_operator_matches_role",
                violation_error_message="只有运营机构账号可以选择所属运营机构。",
            ),
            models.CheckConstraint(
                condition=Q(can_sign=False) | Q(role__in=(Role.DISTRICT, Role.CITY)),
                name="user_can_sign_only_offices",
                violation_error_message="只有区县和市科技局账号可以签发。",
            ),
            models.UniqueConstraint(
                Lower("username"),
                name="user_name_once_in_any_case",
                violation_error_message="这个用户名已有人使用（不区分大小写），请换一个。",
            ),
        )

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def organisation(self) -> str:
        """Whose desk this is: district's, operator's or bureau's name, for the page head."""
        if self.role == Role.DISTRICT and self.district:
            return self.district.name
        if self.role == Role.OPERATOR and self.operator:
            return self.operator.name
        if self.role == Role.EXPERT:
            return self.employer
        return "郑州市科学技术局"
