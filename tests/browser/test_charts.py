"""The statistics desk in a browser: every chart is drawn, tells its points, and takes the other theme's colours, without a
word from the content policy or from axe.
"""

import pytest

from tests.factories import make_user
from tests.factories_statistics import YEAR, make_filed_space, make_return

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

DRAWN = "[...document.querySelectorAll('.chart')].every((box) => box.querySelector('canvas'))"
PICTURE = "document.querySelector('.chart canvas').toDataURL()"
TURN = "document.documentElement.dataset.bsTheme = 'dark'"


@pytest.mark.parametrize("look", [{}, {"viewport": {"width": 375, "height": 812}}], ids=["desk", "phone"])
def test_charts_are_drawn_told_and_repainted(come, look):
    space = make_filed_space()
    make_return(space, state="locked", year=YEAR - 1)
    make_return(space, state="confirmed")
    person = come(make_user("city"), **look)
    person.visit(f"/statistics/{YEAR}/overview/?figure=b1")
    page = person.page
    page.wait_for_function(DRAWN)
    assert page.locator(".chart canvas").count() == 4
    by_district = page.locator(".chart").nth(1)
    by_district.hover()
    by_district.locator(".chart-tip dl").wait_for()
    told = by_district.locator(".chart-tip").inner_text().split()
    assert told[1:] == ["2025年", "5,000千元", "2024年", "5,000千元"]
    light = page.evaluate(PICTURE)
    page.evaluate(TURN)
    page.wait_for_function(f"(light) => {PICTURE} !== light", arg=light)
    person.look_over()
