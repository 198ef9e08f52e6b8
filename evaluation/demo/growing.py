"""Articles 9 to 11 and 16 in the demo: the reserve pool in each situation, guidance, a district's own measures, shared
resources and policies; through the services.
"""

from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from evaluation.demo.clock import at, instant
from evaluation.demo.evidence import upload
from evaluation.demo.people import account, clerk_of, member_of
from evaluation.demo.registers import Shape, fill
from filings.models import District, Operator, PoolEntry, Round, SharedResource, Space, SupportPolicy
from filings.models.measures import DistrictMeasure
from filings.rules.facts import parse_facts
from filings.services.measures import MeasureText, publish_measure
from filings.services.pool.assessing import assess_live_entries
from filings.services.pool.closing import withdraw_entry
from filings.services.pool.drafting import draft_from_pool
from filings.services.pool.entering import Unregistered, enter_space, enter_unregistered, save_figures
from filings.services.pool.guidance import record_guidance
from filings.services.registers import create_space
from filings.services.sharing import add_offer

DISTRICT: Final = "gxq"
BRIDGE: Final = "郑州市众创空间协会（演示）"
KNOWN: Final[dict[str, Any]] = {
    "operator": {"independent_legal_entity": True, "registered_in_city": True},
    "site": {
        "total_area_m2": "560.00",
        "service_area_m2": "400.00",
        "workstations": 42,
        "concentrated": True,
        "tenure": "owned",
    },
    "residents": {"teams": 14, "startups": 3},
    "mentors": {"total": 2},
    "mechanisms": {"activities_in_year": 6},
}
"""What a district knows of a space whose operator is not registered."""


def space_in(operator: Operator, name: str, shape: Shape | None, *, ago: int) -> Space:
    """A space that its operator has registered; with registers where a shape is given."""
    actor = member_of(operator)
    district = District.objects.get(slug=DISTRICT)
    with at(instant(ago, 9, 5)):
        space = create_space(Space(operator=operator, district=district, name=name, low_cost=True), actor=actor)
        if shape is not None:
            fill(space, shape, as_of=timezone.localdate(), fields=("工业软件", "文化创意"), actor=actor)
    return space


def enter(space: Space, *, ago: int) -> PoolEntry:
    with at(instant(ago, 10, 15)):
        return enter_space(space, actor=clerk_of(DISTRICT), kind=space.kind)


def guide(entry: PoolEntry, kind: str, by: str, content: str, *, ago: int, organisation: str = "") -> None:
    with at(instant(ago, 16, 20)):
        record_guidance(
            entry,
            actor=clerk_of(DISTRICT),
            kind=kind,
            on=timezone.localdate(),
            by=by,
            organisation=organisation,
            content=content,
            files=[upload("activity_evidence.pdf", "辅导纪要")] if by != "district" else [],
        )


def improving(operator: Operator) -> None:
    """Entered without registers, filled since, so that the trend falls; guided by district and association."""
    space = space_in(operator, "拾光创客空间", None, ago=40)
    entry = enter(space, ago=38)
    guide(entry, "visit", "district", "走访了解场地和团队情况，建议先完善登记名册，补签租赁合同。", ago=36)
    with at(instant(24, 9, 30)):
        shape = Shape(activities=6, mentors=2)
        fill(space, shape, as_of=timezone.localdate(), fields=("工业软件", "文化创意"), actor=member_of(operator))
    for ago in (23, 12):
        with at(instant(ago, 7)):
            assess_live_entries(timezone.localdate())
    text = "讲解投融资服务和导师机制建设，协助联系两家银行科技支行。"
    guide(entry, "training", "association", text, ago=15, organisation=BRIDGE)
    guide(
        entry,
        "mentoring",
        "alliance",
        "安排一名创业导师驻点两天，指导路演组织。",
        ago=5,
        organisation="中原双创联盟（演示）",
    )


def drafted(operator: Operator) -> None:
    """Ready, and turned into a draft by its operator."""
    entry = enter(space_in(operator, "启明里众创空间", Shape(), ago=30), ago=28)
    guide(entry, "mentoring", "district", "逐项核对备案条件，材料基本齐备，建议本批次申报。", ago=9)
    now = timezone.now()
    round_ = Round.objects.filter(opens_at__lte=now, closes_at__gte=now).order_by("-closes_at").first()
    if round_ is not None:
        with at(instant(3, 11, 10)):
            draft_from_pool(entry, actor=member_of(operator), round_=round_)


def unregistered(uscc: str) -> PoolEntry:
    """Not registered; its district has brought the figures up to date once."""
    whose = Unregistered("麦田青创空间", "演示麦田创业服务有限公司", uscc, "郭芳", "13700001234")
    actor = clerk_of(DISTRICT)
    with at(instant(26, 15, 5)):
        facts = parse_facts({"kind": "comprehensive", "as_of": timezone.localdate()} | KNOWN)
        entry = enter_unregistered(whose, actor=actor, kind="comprehensive", facts=facts)
    with at(instant(7, 10, 40)):
        better = KNOWN | {"mentors": {"total": 4}, "mechanisms": {"activities_in_year": 11}}
        facts = parse_facts({"kind": "comprehensive", "as_of": timezone.localdate()} | better)
        return save_figures(entry, actor=actor, whose=whose, facts=facts)


def linkable(operator: Operator) -> None:
    """Entered before its operator registered; the district has still to confirm that it is the same."""
    whose = Unregistered("云杉创客空间", operator.name, operator.uscc, operator.contact_name, operator.contact_phone)
    with at(instant(20, 9, 50)):
        facts = parse_facts({"kind": "professional", "as_of": timezone.localdate()} | KNOWN)
        enter_unregistered(whose, actor=clerk_of(DISTRICT), kind="professional", facts=facts)


def left(district: str) -> None:
    """Closed with its reason."""
    actor = clerk_of(district)
    whose = Unregistered(
        "旧厂房创客空间", "演示旧厂房文化发展有限公司", contact_name="孟强", contact_phone="13700005678"
    )
    with at(instant(45, 9)):
        facts = parse_facts({"kind": "comprehensive", "as_of": timezone.localdate()} | KNOWN)
        entry = enter_unregistered(whose, actor=actor, kind="comprehensive", facts=facts)
    with at(instant(6, 17)):
        withdraw_entry(entry, actor=actor, reason="租赁到期后停止运营，不再培育。")


def publish_measures() -> None:
    """A district with figures of its own."""
    today = timezone.localdate()
    text = MeasureText(
        title="郑州高新区众创空间培育办法（演示）",
        number=f"郑开管科〔{today.year}〕6号",
        effective_from=today.replace(month=1, day=1),
        effective_until=today.replace(month=1, day=1) + timedelta(days=3 * 365),
        note="用于区级众创空间认定和奖补。",
    )
    figures = {
        "total_area": (800, "楼宇内连续使用"),
        "workstations": (80, ""),
        "residents": (40, "其中高新领域不少于一半"),
        "activities": (15, "含区级路演"),
    }
    with at(instant(50, 9, 20)):
        file = upload("development_plan.pdf", "郑州高新区众创空间培育办法")
        publish_measure(text, actor=clerk_of(DISTRICT), file=file, figures=figures)


def open_offers() -> None:
    """Resources and policies of the city and of a district; one of each has lapsed."""
    city, clerk, today = account("city1"), clerk_of(DISTRICT), timezone.localdate()
    lapsed = today - timedelta(days=30)
    book = "凭备案证书在平台网站预约，首次使用安排操作培训。"
    resources = (
        SharedResource(name="郑州市智能传感器公共检测平台（演示）", kind="testing", provider="演示检测技术研究院", field="智能传感", offers="传感器标定、环境与可靠性试验，向众创空间团队优惠50%。", address="郑州市演示路100号", contact="客户服务部 0371-00000001", how_to_use=book),
        SharedResource(name="大型科研仪器共享平台（演示）", kind="equipment", provider="演示大学分析测试中心", field="综合", offers="电镜、质谱等120台（套）大型仪器开放共享。", address="郑州市演示大道1号", contact="测试中心 0371-00000002", how_to_use="网上预约，使用创新券抵扣测试费。"),
        SharedResource(name="中小企业公共服务示范平台（演示）", kind="sme_service", provider="演示中小企业服务中心", field="综合", offers="财税、法律、人才、融资对接等一站式服务。", contact="服务大厅 0371-00000003", how_to_use="到服务大厅或线上提交需求。"),
        SharedResource(name="生物检测平台（演示，已停止开放）", kind="platform", provider="演示生物检测实验室", field="生物医药", offers="常规生物检测。", contact="0371-00000004", how_to_use=book, valid_until=lapsed),
    )  # fmt: skip
    own = SharedResource(name="高新区工业软件适配中心（演示）", kind="platform", provider="演示工业软件研究院", field="工业软件", offers="国产化适配测试环境、专家会诊。", address="郑州高新区演示街8号", contact="适配中心 0371-00000005", how_to_use="通过高新区科技主管部门报名。")  # fmt: skip
    policies = (
        SupportPolicy(title="郑州市科技创新券实施细则（演示）", issuer="郑州市科学技术局", number=f"郑科规〔{today.year}〕2号", who="备案在册的众创空间及其在孵企业、创业团队", what="购买研发、检测、知识产权等服务，按实际支出的30%给予补贴，每年最高10万元。", how="在市科技服务平台申领创新券，服务完成后兑付。", link="https://kjj.zhengzhou.gov.cn/", valid_from=today.replace(month=1, day=1)),
        SupportPolicy(title="众创空间绩效奖补办法（演示）", issuer="郑州市科学技术局", who="年度考核评价为优秀、良好的郑州市众创空间", what="优秀奖补50万元，良好奖补30万元。", how="考核评价结果公布后，按通知提交收款账户，不用另行申请。", valid_from=today.replace(month=1, day=1)),
        SupportPolicy(title="小微企业房租减免政策（演示，已到期）", issuer="郑州市人民政府办公厅", who="众创空间及入驻小微企业", what="减免三个月房租。", how="向出租方申请。", valid_from=lapsed - timedelta(days=300), valid_until=lapsed),
    )  # fmt: skip
    with at(instant(48, 10, 30)):
        for resource in resources:
            add_offer(resource, actor=city)
        for policy in policies:
            add_offer(policy, actor=city)
        add_offer(own, actor=clerk)


def bring_on() -> None:
    """All of it, all or nothing, and done once."""
    if PoolEntry.objects.exists() or DistrictMeasure.objects.exists():
        return
    confirmed = Operator.objects.filter(status=Operator.Status.CONFIRMED, accounts__isnull=False, district=DISTRICT)
    free = list(confirmed.distinct().order_by("pk")[:3])
    with transaction.atomic():
        publish_measures()
        open_offers()
        left("jinshui")
        improving(free[0])
        unregistered("")
        drafted(free[1])
        linkable(free[2])
        assess_live_entries(timezone.localdate())
