"""How numbers are written in explanations: thousands separated, two decimals for areas and money, shares in percent."""

from decimal import Decimal

PERCENT = 100
HUNDREDTHS_OF_PERCENT = 10_000


def amount(value: Decimal) -> str:
    """A two-place Decimal, not negative, as "1,280.00"; formatting a Decimal with "," takes ten times as long."""
    text = str(value)
    if len(text) <= len("999.99"):
        return text
    if len(text) <= len("999999.99"):
        return f"{text[:-6]},{text[-6:]}"
    return f"{value:,}"


def cents(value: Decimal) -> int:
    """A two-place Decimal in its smallest unit, exactly."""
    return int(str(value).replace(".", ""))


def from_cents(value: int) -> str:
    return f"{value // 100:,}.{value % 100:02d}"


def percent(part: int, whole: int, minimum: int) -> str:
    """`part` of `whole` in percent with two places, rounded half up.

    A share below `minimum` is cut off instead where rounding would show the minimum as reached: 24.999 % reads
    24.99%, never 25.00% beside 不符合.
    """
    shown = (2 * HUNDREDTHS_OF_PERCENT * part + whole) // (2 * whole)
    if shown >= minimum * PERCENT and PERCENT * part < minimum * whole:
        shown = HUNDREDTHS_OF_PERCENT * part // whole
    return "%d.%02d%%" % divmod(shown, 100)  # noqa: UP031 - three times as quick as a format string


def least_part(whole: int, minimum: int) -> int:
    """The smallest whole part that makes `minimum` percent of `whole`."""
    return -(-whole * minimum // PERCENT)


def years_and_months(months: int) -> str:
    """「3年1个月」, 「11个月」, 「不足1个月」."""
    years, rest = divmod(months, 12)
    text = (f"{years}年" if years else "") + (f"{rest}个月" if rest else "")
    return text or "不足1个月"
