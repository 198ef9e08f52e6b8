"""A district recommends several applications by one letter through the pages; one of them falls behind and goes on later."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from filings import models as m
from filings.services.seals import broken_records
from tests.factories import TODAY, make_compliant_space, make_round, make_user
from tests.factories_correction import send_back
from tests.factories_district import make_verified
from tests.journeys.world import Person, make_officials

pytestmark = pytest.mark.django_db
NAMES = ("启明星众创空间", "河洛青年创业坊", "聚力工场")
NUMBER = "郑高科函〔2026〕30号"


@pytest.fixture
def cases(db):
    make_officials()
    round_ = make_round(title="2026年第一批")
    return [make_verified(make_compliant_space(name=name), round_=round_) for name in NAMES]


def fields_of(page):
    """A form of the page as the browser would send it."""
    form = page.context["form"]
    ticked = [str(each.application.pk) for each, is_ticked, _ in page.context["lines"] if is_ticked]
    opinions = {field.html_name: field.value() for _, _, field in page.context["lines"]}
    return {"ids": ticked, "issued_on": form["issued_on"].value(), "round": page.context["round"].pk} | opinions


def states(cases):
    return list(
        m.Application.objects.filter(pk__in=[case.pk for case in cases]).order_by("pk").values_list("state", flat=True)
    )


def test_three_by_one_letter_of_which_one_falls_behind(cases):
    first, second, third = cases
    clerk, signer, city = Person("clerk"), Person("signer"), Person("city1")
    clerk.reads("/queue/", *NAMES, "批量推荐")
    ticks = {"ids": [case.pk for case in cases], "act": "recommend"}
    chosen = clerk.post("/joint-recommendations/new/?view=open", ticks)
    given = fields_of(chosen) | {"text": "上述单位条件齐备，同意推荐。", "number": NUMBER}
    given |= {f"opinion-{second.pk}": "同意推荐，请关注租期。"}
    preview = clerk.post("/joint-recommendations/new/", given | {"preview": "1"}).content.decode()
    assert [word for word in (*NAMES, NUMBER, "请关注租期", "推荐汇总表") if word not in preview] == []
    prepared = clerk.posts("/joint-recommendations/new/", **given, prepare="1")

    send_back(third, "check:5.2.area", actor=m.User.objects.get(username="clerk"))
    m.Verification.objects.filter(application=second, item="5.2.lease").delete()
    signer.reads("/acts/", NUMBER)
    signer.reads(prepared["Location"], "签发2件")
    outcome = signer.post(prepared["Location"]).content.decode()
    assert "已办理1件，1件没有办理" in outcome
    assert "推荐前还需：核实1项（租赁期限）" in outcome
    assert states(cases) == ["recommended", "submitted", "returned"]

    letter = m.Document.objects.get(kind="recommendation_letter")
    assert (letter.number, letter.application) == (NUMBER, first)
    book = city.get(f"/documents/{letter.pk}/table/")
    rows = list(load_workbook(BytesIO(b"".join(book.streaming_content))).active.values)
    assert [row[1] for row in rows] == ["名称", NAMES[0]]
    paper = city.get(f"/documents/{letter.pk}/file/")
    assert b"".join(paper.streaming_content)[:5] == b"%PDF-"
    make_user("operator", "operator1", operator=first.operator)
    assert Person("operator1").get(f"/documents/{letter.pk}/").status_code == 404

    clerk.reads(prepared["Location"], "签发时不能推荐", "已退回经办", "已推荐")
    clerk.reads("/inbox/", "拟办的“推荐”被退回")
    clerk.posts(f"/applications/{second.pk}/verify/?item=5.2.lease", **verified(clerk, second))
    again = clerk.reads(f"/joint-recommendations/new/?round={second.round_id}", NAMES[1])
    sent = fields_of(again) | {"text": "补充核实后同意推荐。", "number": "郑高科函〔2026〕31号"}
    later = clerk.posts("/joint-recommendations/new/", **sent, prepare="1")
    assert "全部办理" in signer.post(later["Location"]).content.decode()
    assert states(cases) == ["recommended", "recommended", "returned"]
    assert m.Document.objects.filter(kind="recommendation_letter", issued_on=TODAY).count() == 2
    assert broken_records() == []


def verified(clerk, application):
    """The lease 属实, with the form's own rows and values."""
    form = clerk.reads(f"/applications/{application.pk}/verify/?item=5.2.lease").context["form"]
    values = {field.html_name: field.value() for field in form.value_fields if field.value() is not None}
    return {"verdict": "confirmed", "finding": "已核对租赁合同原件。", "keep": form.initial["keep"]} | values
