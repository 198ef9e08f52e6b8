"""Registers of what a space works with: staff, mentors, funds, institutions, equipment, written mechanisms."""

from django.db import models
from django.db.models import Q

from filings.models.operators import DatedRow
from filings.models.spaces import Space


class StaffMember(DatedRow):
    """A member of the incubation service team (孵化服务人员)."""

    class Degree(models.TextChoices):
        DOCTOR = "doctor", "博士研究生"
        MASTER = "master", "硕士研究生"
        BACHELOR = "bachelor", "大学本科"
        BELOW = "below", "大专及以下"

    BACHELOR_AND_ABOVE = (Degree.DOCTOR, Degree.MASTER, Degree.BACHELOR)

    space = models.ForeignKey(Space, models.CASCADE, related_name="staff")
    name = models.CharField("姓名", max_length=40)
    full_time = models.BooleanField("专职", default=True)
    degree = models.CharField("学历", max_length=8, choices=Degree)
    position = models.CharField("岗位", max_length=40, blank=True)
    phone = models.CharField("联系电话", max_length=30, blank=True)

    class Meta(DatedRow.Meta):
        verbose_name = verbose_name_plural = "服务人员"
        ordering = ("valid_from", "pk")

    def __str__(self) -> str:
        return self.name


class Mentor(DatedRow):
    """A mentor for founders (创业导师), full- or part-time."""

    class Background(models.TextChoices):
        INVESTOR = "investor", "天使投资人"
        ENTREPRENEUR = "entrepreneur", "成功企业家"
        MANAGER = "manager", "资深管理者"
        ENGINEER = "engineer", "技术专家"
        MARKETING = "marketing", "市场营销专家"
        OTHER = "other", "其他"

    space = models.ForeignKey(Space, models.CASCADE, related_name="mentors")
    name = models.CharField("姓名", max_length=40)
    full_time = models.BooleanField("专职", default=False)
    background = models.CharField("身份", max_length=12, choices=Background)
    employer = models.CharField("工作单位", max_length=80, blank=True)
    phone = models.CharField("联系电话", max_length=30, blank=True)

    class Meta(DatedRow.Meta):
        verbose_name = verbose_name_plural = "创业导师"
        ordering = ("valid_from", "pk")
        indexes = (models.Index(fields=("name", "phone"), name="mentor_by_name_and_phone"),)

    def __str__(self) -> str:
        return self.name


class Fund(DatedRow):
    """Money for incubation: own seed fund (自有种子资金) or partner fund (合作孵化资金)."""

    class Kind(models.TextChoices):
        OWN = "own", "自有种子资金"
        PARTNER = "partner", "合作孵化资金"

    space = models.ForeignKey(Space, models.CASCADE, related_name="funds")
    kind = models.CharField("类型", max_length=8, choices=Kind)
    name = models.CharField("资金名称", max_length=80)
    amount_wan = models.DecimalField("规模（万元）", max_digits=12, decimal_places=2)

    class Meta(DatedRow.Meta):
        verbose_name = verbose_name_plural = "孵化资金"
        ordering = ("valid_from", "pk")
        constraints = (
            *DatedRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount_wan__gt=0), name="fund_positive", violation_error_message="规模应大于0。"
            ),
        )

    def __str__(self) -> str:
        return self.name


class PartnerInstitution(DatedRow):
    """A bank or investor with an agreement in force (合作金融、创投机构)."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="institutions")
    name = models.CharField("机构名称", max_length=80)
    agreement = models.CharField("协议名称", max_length=80)

    class Meta(DatedRow.Meta):
        verbose_name = verbose_name_plural = "合作机构"
        ordering = ("valid_from", "pk")

    def __str__(self) -> str:
        return self.name


class Equipment(DatedRow):
    """Specialised instruments and equipment of the open platform (Article 6 （四）)."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="equipment")
    name = models.CharField("名称", max_length=80)
    model = models.CharField("型号", max_length=60, blank=True)
    items = models.PositiveIntegerField("台套数")

    class Meta(DatedRow.Meta):
        verbose_name = verbose_name_plural = "仪器设备"
        ordering = ("valid_from", "pk")
        constraints = (
            *DatedRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(items__gte=1), name="equipment_positive", violation_error_message="台套数至少为1。"
            ),
        )

    def __str__(self) -> str:
        return self.name


class SpaceDocument(DatedRow):
    """A written statement or mechanism of the space, with its file and the days it is in force."""

    class Kind(models.TextChoices):
        DIRECTION = "direction", "发展规划与运营模式说明"
        PRICE_LIST = "price_list", "收费标准"
        SERVICE_PROCESS = "service_process", "规范化服务流程"
        PROJECT_SELECTION = "project_selection", "项目遴选机制"
        GRADUATION_EXIT = "graduation_exit", "毕业或淘汰机制"
        FINANCIAL_MANAGEMENT = "financial_management", "财务管理制度"
        MENTOR_WORK = "mentor_work", "创业导师工作机制"
        INTERACTION = "interaction", "与建设主体的良性互动机制"

    space = models.ForeignKey(Space, models.CASCADE, related_name="documents")
    kind = models.CharField("类型", max_length=20, choices=Kind)
    title = models.CharField("标题", max_length=80)
    file = models.ForeignKey("filings.StoredFile", models.PROTECT, verbose_name="文件", related_name="space_documents")

    class Meta(DatedRow.Meta):
        verbose_name = verbose_name_plural = "制度与说明"
        ordering = ("kind", "valid_from", "pk")

    def __str__(self) -> str:
        return self.title
