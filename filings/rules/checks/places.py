"""Checks of areas, of capital and of what a professional space is built on."""

from decimal import Decimal
from functools import lru_cache

from filings.rules.checks.base import FAIL, PASS, REVIEW, SEEN, Check, Row, missing_of
from filings.rules.checks.wording import PERCENT, amount, cents, from_cents, least_part, percent
from filings.rules.facts import FACTS_BY_KEY, Facts
from filings.rules.verdicts import CheckResult

TOTAL, SERVICE = "site.total_area_m2", "site.service_area_m2"


def service_share(row: Row, minimum: int) -> Check:
    """Service area over total area. A total of nought fails, and so does no service area over any total."""
    wanted = f"不低于{minimum}%"
    required = f"办公场地、工位和公共服务场地面积占总面积{wanted}"
    say = row.say(required)
    no_total = say("总面积0.00㎡", FAIL, f"众创空间总面积为0，占比达不到{minimum}%")
    no_service = say("服务面积0.00㎡", FAIL, f"服务面积为0，占比达不到{minimum}%")

    def evaluate(facts: Facts) -> CheckResult:
        total, service = facts.site.total_area_m2, facts.site.service_area_m2
        if total is not None and not total:
            return no_total
        if total is None and service is not None and not service:
            return no_service
        if total is None or service is None:
            return missing_of(say, {TOTAL: total, SERVICE: service})
        whole, part = cents(total), cents(service)
        share = percent(part, whole, minimum)
        why = f"{amount(service)} ÷ {amount(total)} ＝ {share}，要求{wanted}"
        if part * PERCENT >= minimum * whole:
            return say(share, PASS, why)
        return say(share, FAIL, why, f"还差{from_cents(least_part(whole, minimum) - part)}㎡")

    return row.check(required, (TOTAL, SERVICE), evaluate)


def professional_area(row: Row, minimum: int) -> Check:
    """The space offered decides; a total below the minimum fails, between the two a person decides."""
    wanted = f"不低于{minimum:,}㎡"
    required = f"提供入驻的物理空间{wanted}"
    say = row.say(required)

    def evaluate(facts: Facts) -> CheckResult:
        total, service = facts.site.total_area_m2, facts.site.service_area_m2
        if service is not None and service >= minimum:
            return say(f"服务面积{amount(service)}㎡", PASS, f"服务面积{amount(service)}㎡，要求{wanted}")
        if total is not None and total < minimum:
            actual = f"总面积{amount(total)}㎡"
            return say(actual, FAIL, f"{actual}，要求{wanted}", f"还差{amount(minimum - total)}㎡")
        if total is None or service is None:
            return missing_of(say, {TOTAL: total, SERVICE: service})
        why = f"总面积{amount(total)}㎡，其中服务面积{amount(service)}㎡，要求{wanted}；按哪一个面积计算由区县核实"
        return say(f"服务面积{amount(service)}㎡", REVIEW, why)

    return row.check(required, (SERVICE, TOTAL), evaluate)


def capital(row: Row, minimum: int, institutions: int) -> Check:
    """Own or partner funds of `minimum` 万元; the two together, or close ties to institutions, are for a person."""
    own_key, partner_key = "finance.own_seed_fund_wan", "finance.partner_fund_wan"
    ties_key = "finance.partner_institutions"
    wanted = f"不低于{minimum:,}万元"
    required = f"自有种子资金或合作的孵化资金{wanted}，或与金融机构、创投机构建立密切联系"
    say = row.say(required)

    def judge_given(own: Decimal, partner: Decimal, ties: int | None) -> CheckResult:
        actual = f"自有{amount(own)}万元，合作{amount(partner)}万元"
        if own + partner >= minimum:
            why = (
                f"自有{amount(own)} ＋ 合作{amount(partner)} ＝ {amount(own + partner)}万元，单项均不足{minimum:,}万元"
            )
            return say(actual, REVIEW, f"{why}；能否合并计算由区县核实")
        if ties is None:
            return missing_of(say, {ties_key: ties}, actual)
        if ties >= institutions:
            why = f"{actual}，均不足{minimum:,}万元；有协议的金融、创投机构{ties:,}家，是否属于「密切联系」由区县核实"
            return say(f"{actual}，合作机构{ties:,}家", REVIEW, why)
        why = f"{actual}，要求其中一项{wanted}；有协议的金融、创投机构{ties:,}家"
        return say(actual, FAIL, why, f"还差{amount(minimum - max(own, partner))}万元")

    def evaluate(facts: Facts) -> CheckResult:
        own, partner, ties, _ = facts.finance
        if own is not None and own >= minimum:
            return say(f"自有{amount(own)}万元", PASS, f"自有种子资金{amount(own)}万元，要求{wanted}")
        if partner is not None and partner >= minimum:
            return say(f"合作{amount(partner)}万元", PASS, f"合作孵化资金{amount(partner)}万元，要求{wanted}")
        if own is None or partner is None:
            return missing_of(say, {own_key: own, partner_key: partner, ties_key: ties})
        return judge_given(own, partner, ties)

    return row.check(required, (own_key, partner_key, ties_key), evaluate)


def lead_body(row: Row) -> Check:
    """The three bodies that the text names pass; another is for a person, since the text says 「等」."""
    key = "professional.lead_type"
    required = "由龙头骨干企业、科研院所、高校等牵头建设"
    say = row.say(required)
    results: dict[str | None, CheckResult] = {
        value: say(label, PASS, f"由{label}牵头建设") for value, label in FACTS_BY_KEY[key].choices
    }
    results["other"] = say("其他", REVIEW, "牵头建设主体为其他单位，是否属于「等」由区县核实")
    results[None] = missing_of(say, {key: None})

    def evaluate(facts: Facts) -> CheckResult:
        return results[facts.professional.lead_type]

    return row.check(required, (key,), evaluate)


def platform(row: Row, minimum: int) -> Check:
    """An open platform with equipment; lacking either fails whatever the other may be."""
    platform_key, items_key = "professional.open_platform", "professional.equipment_items"
    wanted = f"专业仪器设备不少于{minimum:,}台（套）"
    required = f"建设有开放性公共技术创新平台，{wanted}"
    say = row.say(required)

    @lru_cache(maxsize=SEEN)
    def judge(is_open: bool | None, items: int | None) -> CheckResult:
        if is_open is False:
            return say("没有平台", FAIL, f"没有开放性公共技术创新平台，要求{required}", "还差公共技术创新平台")
        if items is not None and items < minimum:
            why = f"专业仪器设备{items:,}台（套），要求{wanted}"
            return say(f"仪器设备{items:,}台（套）", FAIL, why, f"还差{minimum - items:,}台（套）")
        if is_open is None or items is None:
            return missing_of(say, {platform_key: is_open, items_key: items})
        actual = f"有平台，仪器设备{items:,}台（套）"
        return say(actual, PASS, f"{actual}，要求{wanted}")

    def evaluate(facts: Facts) -> CheckResult:
        return judge(facts.professional.open_platform, facts.professional.equipment_items)

    return row.check(required, (platform_key, items_key), evaluate)
