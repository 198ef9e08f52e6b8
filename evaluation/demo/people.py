"""The demo's accounts, fixed by name, and its operators, who register and are confirmed like any other."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from unittest import mock

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from evaluation.demo import names
from evaluation.demo.clock import at, instant
from evaluation.demo.evidence import upload
from filings.models import District, Notice, Operator, User
from filings.rules.periods import add_years
from filings.services.operators import save_organisation
from filings.services.registration import (
    NewAccount,
    NewOrganisation,
    confirm_operator,
    refuse_operator,
    register_operator,
    request_to_join,
)
from filings.workflow import Role


@dataclass(frozen=True, slots=True)
class Official:
    """An account that an administrator would make."""

    username: str
    role: Role
    full_name: str
    district: str = ""
    can_sign: bool = False
    employer: str = ""
    expertise: str = ""


OFFICIALS = (
    Official("district_gxq", Role.DISTRICT, "李静", "gxq"),
    Official("district_gxq_sign", Role.DISTRICT, "赵晨", "gxq", can_sign=True),
    Official("district_jinshui", Role.DISTRICT, "周敏", "jinshui"),
    Official("district_jinshui_sign", Role.DISTRICT, "孙涛", "jinshui", can_sign=True),
    Official("city1", Role.CITY, "刘洋"),
    Official("city_sign", Role.CITY, "陈宏", can_sign=True),
    Official("expert1", Role.EXPERT, "高远", employer="演示大学技术转移中心", expertise="智能传感、新材料"),
    Official("expert2", Role.EXPERT, "何丽", employer="演示创业投资公司", expertise="创业投资、电子商务"),
    Official("expert3", Role.EXPERT, "林建", employer="演示工业软件研究院", expertise="工业软件、智能网联"),
    Official("expert4", Role.EXPERT, "罗芳", employer="演示生物检测实验室", expertise="生物检测、节能环保"),
    Official("expert5", Role.EXPERT, "郭强", employer="演示孵化器协会", expertise="众创空间运营、创业辅导"),
    Official("admin", Role.ADMIN, "系统管理员"),
    Official("auditor", Role.AUDITOR, "审计员"),
)


@dataclass(frozen=True, slots=True)
class Organisation:
    """An operator; `outcome` is what its district said."""

    key: str
    name: str
    district: str
    serial: int
    username: str = ""
    outcome: str = "confirmed"


ORGANISATIONS = (
    Organisation("yunfan", "郑州云帆创业孵化服务有限公司", "gxq", 1, "operator1"),
    Organisation("maitian", "郑州麦田创客服务有限公司", "jinshui", 2, "operator2"),
    Organisation("qimingxing", "郑州启明星企业孵化器有限公司", "gxq", 3, "operator3"),
    Organisation("xinyu", "郑州芯屿孵化器管理有限公司", "gxq", 4),
    Organisation("wutong", "郑州梧桐里众创服务有限公司", "gxq", 5),
    Organisation("heluo", "郑州河洛青创企业管理有限公司", "gxq", 6),
    Organisation("juli", "郑州聚力工场孵化服务有限公司", "gxq", 7),
    Organisation("fengchao", "郑州蜂巢联合创业服务有限公司", "gxq", 8),
    Organisation("dahe", "郑州大河软件园运营有限公司", "gxq", 9),
    Organisation("huayuan", "郑州花园路创意孵化有限公司", "jinshui", 10),
    Organisation("baichuan", "郑州百川汇企业孵化器有限公司", "jinshui", 11),
    Organisation("siyuan", "郑州思源大学科技园有限公司", "jinshui", 12),
    Organisation("tongbai", "郑州桐柏创客服务有限公司", "zhongyuan", 13),
    Organisation("erqi", "郑州二七商创企业服务有限公司", "erqi", 14),
    Organisation("shangdu", "郑州商都文创孵化有限公司", "guancheng", 15),
    Organisation("longhu", "郑州龙湖创业服务有限公司", "zdxq", 16),
    Organisation("jingkai", "郑州经开汽车产业孵化有限公司", "jkq", 17),
    Organisation("hanggang", "郑州空港孵化器有限公司", "hkg", 18),
    Organisation("xianyu", "郑州县域创客联合服务有限公司", "xinmi", 19),
    Organisation("huiji", "郑州惠济文旅孵化有限公司", "huiji", 20),
    Organisation("xingzhi", "郑州行知青年创业服务有限公司", "gxq", 21, outcome="pending"),
    Organisation("yinxing", "郑州银杏创客空间管理有限公司", "gxq", 22, outcome="pending"),
    Organisation("dongfeng", "郑州东风渠孵化器有限公司", "jinshui", 23, outcome="pending"),
    Organisation("qingyun", "郑州青云企业服务有限公司", "gxq", 24, outcome="refused"),
)
JOINING = (("operator_join1", "马晓晓", "yunfan"), ("operator_join2", "胡一凡", "maitian"))
REFUSAL = "营业执照照片不清晰，统一社会信用代码无法辨认；注册地址与执照不一致，请核对后重新提交。"


def create_accounts() -> None:
    """The officials' accounts, as an administrator would make them."""
    present = set(User.objects.values_list("username", flat=True))
    password = make_password(settings.DEMO_PASSWORD)
    with at(instant(180, 9)), transaction.atomic():
        for official in OFFICIALS:
            if official.username not in present:
                create_account(official, password)


def create_account(official: Official, password: str) -> None:
    """One account; the administrator may enter the administration."""
    User.objects.create(
        username=official.username,
        password=password,
        role=official.role.value,
        full_name=official.full_name,
        phone="0371-00000000",
        district_id=official.district or None,
        can_sign=official.can_sign,
        employer=official.employer,
        expertise=official.expertise,
        is_staff=official.role == Role.ADMIN,
    )


def clerk_of(district: str) -> User:
    """An account of the district that prepares; districts without one in the demo get it on first use."""
    return official_of(district, can_sign=False)


def signer_of(district: str) -> User:
    """An account of the district that signs."""
    return official_of(district, can_sign=True)


def official_of(district: str, *, can_sign: bool) -> User:
    """The district's account, made where the demo names none."""
    found = User.objects.filter(role=Role.DISTRICT, district_id=district, can_sign=can_sign).first()
    if found is not None:
        return found
    username = f"district_{district}{'_sign' if can_sign else ''}"
    full_name = names.person(Random(username))  # noqa: S311 - a name, not a secret
    password = User.objects.get(username="city1").password
    create_account(Official(username, Role.DISTRICT, full_name, district, can_sign), password)
    return User.objects.get(username=username)


def account(username: str) -> User:
    """An account by its name."""
    return User.objects.get(username=username)


@contextmanager
def one_hash() -> Iterator[None]:
    """Let every account made inside share one hash: hashing is slow by design, and the demo has one password anyway."""
    hashed = make_password(settings.DEMO_PASSWORD)
    with mock.patch("django.contrib.auth.models.make_password", return_value=hashed):
        yield


@one_hash()
def register_operators() -> None:
    """Every operator registers and fills in its page; districts confirm, refuse, or have not looked yet; two ask to join."""
    for organisation in ORGANISATIONS:
        if not Operator.objects.filter(uscc=names.code_of(organisation.serial)).exists():
            with transaction.atomic():
                register(organisation)
    for username, full_name, key in JOINING:
        if not User.objects.filter(username=username).exists():
            with at(instant(3, 14, 20)):
                request_to_join(new_account(username, full_name), operator=operator_of(key))


def new_account(username: str, full_name: str) -> NewAccount:
    """What a person says of the account."""
    random = Random(username)  # noqa: S311 - a number nobody has
    return NewAccount(username, settings.DEMO_PASSWORD, full_name, names.phone(random))


def register(organisation: Organisation) -> None:
    """One operator from registration to its district's answer."""
    random = Random(organisation.key)  # noqa: S311 - names, not secrets
    district = District.objects.get(slug=organisation.district)
    representative, contact = names.person(random), names.person(random)
    said = NewOrganisation(
        organisation.name,
        names.code_of(organisation.serial),
        representative,
        f"{district.name}演示路{organisation.serial}号",
        district,
    )
    days_ago = 4 if organisation.outcome == "pending" else 175
    with at(instant(days_ago, 10, organisation.serial)):
        username = organisation.username or f"demo_{organisation.key}"
        licence = upload("business_licence.pdf", "营业执照")
        user = register_operator(new_account(username, contact), said, licence=licence)
        operator = operator_of(organisation.key)
        fill_in(operator, user)
    with at(instant(max(days_ago - 2, 0), 15, organisation.serial)):
        answer(operator, organisation.outcome)


def fill_in(operator: Operator, user: User) -> None:
    """What the operator states on its page."""
    operator.independent_legal_entity = operator.registered_in_city = operator.registered_at_site = True
    operator.operating_since = add_years(operator.created_at.date(), -3)
    save_organisation(operator, actor=user)


def answer(operator: Operator, outcome: str) -> None:
    """What the district of the first site says."""
    if outcome == "pending":
        return
    clerk = clerk_of(operator.district_id)
    if outcome == "refused":
        refuse_operator(operator, actor=clerk, reason=REFUSAL)
    else:
        confirm_operator(operator, actor=clerk)


def read_old_messages() -> None:
    """Everyone has read what is older than three working days."""
    Notice.objects.filter(read_at=None, created_at__lt=instant(3, 0)).update(read_at=instant(2, 17))


def operator_of(key: str) -> Operator:
    """An operator by its key."""
    name = next(each.name for each in ORGANISATIONS if each.key == key)
    return Operator.objects.get(name=name)


def member_of(operator: Operator) -> User:
    """The first account of an operator."""
    return User.objects.filter(operator=operator).order_by("pk")[0]
