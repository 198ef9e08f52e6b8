"""What the city bureau entered, and which rule version judges a day. Reading only; the form is the administration's."""

from datetime import date

from filings.models import CitySettings
from filings.rules.versions import CURRENT, Version, version_in_force
from zzspace.wording import date_zh


def city_settings() -> CitySettings:
    """The one row; its defaults where nothing has been entered yet (then unsaved)."""
    return CitySettings.objects.filter(pk=1).first() or CitySettings(pk=1)


def version_on(day: date) -> tuple[Version, str | None]:
    """The city's rule version that judges an application of `day`, and the notice to show where none is in force."""
    return version_in_force(day, {CURRENT.id: city_settings().effective_from})


def rule_version_line() -> str:
    """郑州市众创空间管理办法（2021年4月29日起施行）: the footer's words; the identifier while the day is not known."""
    begun = CitySettings.objects.filter(pk=1).order_by().values_list("effective_from", flat=True).first()
    known = f"{date_zh(begun)}起施行" if begun else f"版本{CURRENT.id}"
    return f"{CURRENT.title}（{known}）"
