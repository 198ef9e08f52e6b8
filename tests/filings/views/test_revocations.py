"""Pages of revocations: from the button that proposes one to the decision, by clicking; what each side sees; what is public."""

import pytest
from django.test import Client
from django.urls import reverse

from filings import models as m
from filings.models import Revocation
from filings.services.documents import upload_scan
from filings.workflow import Role
from tests.factories import TODAY, make_user
from tests.factories_applications import make_submitted, make_upload, member_of
from tests.factories_changes import district_clerk, make_change, make_filed
from tests.factories_fraud import make_case
from tests.factories_revocations import (
    ANSWER,
    DEFENCE,
    FACTS,
    FINDING,
    ask_to_revoke,
    check,
    drop,
    make_revocation,
    notify,
    number,
    propose,
    propose_change,
    propose_listing,
)
from tests.factories_story import city_clerk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.SECOND_FACTOR_ROLES = []


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def url(name, record, *more):
    return reverse(f"filings:{name}", args=[record.pk, *more])


def text(client, name, record):
    return client.get(url(name, record)).content.decode()


def people(filing):
    return [client_of(user) for user in (member_of(filing.operator), district_clerk(filing), city_clerk())]


def test_from_the_district_s_proposal_to_the_public_page():
    filing = make_filed()
    operator, district, city = people(filing)
    assert url("revocation-new", filing) in text(district, "filing", filing)
    district.post(url("revocation-new", filing), {"facts": FACTS, "files": make_upload("处罚决定.pdf")})
    revocation = Revocation.objects.get()
    assert operator.get(url("revocation", revocation)).status_code == 404
    city.post(url("revocation-notify", revocation), {"number": number(), "defence_days": "5"})
    assert "处罚决定.pdf" in text(operator, "revocation", revocation)
    served = {"served_on": TODAY.isoformat(), "served_how": "direct", "served_note": "前台签收"}
    city.post(url("revocation-serve", revocation), served)
    assert url("revocation-defend", revocation) in text(operator, "revocation", revocation)
    operator.post(url("revocation-defend", revocation), {"statement": DEFENCE, "files": make_upload("复议.pdf")})
    checked = {"checker": "政策法规处 周法", "on": TODAY.isoformat(), "result": "passed", "opinion": ""}
    city.post(url("revocation-legal-check", revocation), checked)
    assert url("revocation-revoke", revocation) in text(city, "revocation", revocation)
    assert "周法" in text(district, "revocation", revocation)
    assert "周法" not in text(operator, "revocation", revocation)
    decided = {"finding": FINDING, "on_defence": ANSWER, "number": number()}
    city.post(url("revocation-revoke", revocation), decided)
    act = revocation.acts.get()
    signer = client_of(city_clerk(can_sign=True))
    assert "2年内不得再次申请备案" in text(signer, "act", act)
    assert signer.post(url("act", act)).url == url("revocation", revocation)
    public = Client().get(reverse("filings:verify-code", args=[filing.code])).content.decode()
    assert "<b>已撤销</b>" in public
    assert "撤销备案资格（第十五条第（三）项）" in public
    assert "已撤销" in Client().get(reverse("filings:register")).content.decode()
    revocation.refresh_from_db()
    assert revocation.decision.number in text(operator, "revocation", revocation)
    assert "行政复议" in text(operator, "document", revocation.decision)


def test_a_reinstatement_by_clicking_shows_everywhere():
    revocation = make_revocation("revoked")
    operator, district, city = people(revocation.filing)
    assert url("revocation-reinstate", revocation) in text(city, "revocation", revocation)
    given = {
        "overturned_by": "suit",
        "body": "郑州铁路运输法院",
        "case_number": "（2026）豫7101行初9号",
        "overturned_on": TODAY.isoformat(),
        "files": make_upload("判决书.pdf"),
        "reason": "判决撤销本局的撤销决定。",
        "number": number(),
    }
    city.post(url("revocation-reinstate", revocation), given)
    assert "判决书.pdf" not in text(operator, "revocation", revocation)
    client_of(city_clerk(can_sign=True)).post(url("act", revocation.acts.get(status="pending")))
    page = text(operator, "revocation", revocation)
    assert "已恢复备案" in page
    assert "判决书.pdf" in page
    assert "已失效" in page
    assert "失去效力" in text(operator, "document", m.Document.objects.get(kind="revocation_decision"))
    public = Client().get(reverse("filings:verify-code", args=[revocation.filing.code])).content.decode()
    assert "在册有效" in public
    assert "撤销决定经行政诉讼被推翻，恢复备案" in public
    assert "已解除" in city.get(reverse("filings:bans"), {"view": "all"}).content.decode()
    assert "已恢复备案" in text(district, "filing", revocation.filing)


def test_a_change_whose_cancellation_was_proposed_has_the_button_and_fills_the_form():
    change = make_change("cancellation_proposed")
    _operator, district, city = people(change.filing)
    assert url("change-revocation", change) not in text(district, "change", change)
    assert url("change-revocation", change) in text(city, "change", change)
    page = text(city, "change-revocation", change)
    assert change.opinion in page
    assert "现场照片.pdf" in page
    city.post(url("change-revocation", change), {"facts": "变更后场地面积低于500平方米，不再符合第五条第（二）项。"})
    revocation = Revocation.objects.get()
    assert revocation.change == change
    page = text(city, "change", change)
    assert url("revocation", revocation) in page
    assert url("change-file", change) not in page
    assert city.get(url("change-revocation", change)).status_code == 409
    assert "所依据的变更转为“已报市局”" in text(city, "revocation-drop", revocation)


def test_fraud_found_after_approval_leads_from_its_page_and_leaves_the_desk_once_begun():
    application = make_submitted()
    case = make_case("found", application)
    m.Application.objects.filter(pk=application.pk).update(state="approved")
    filing = make_filed(application.space, application=application)
    city = client_of(city_clerk())
    assert url("fraud-revocation", case) in text(city, "fraud-case", case)
    assert "须启动撤销程序" in city.get(reverse("filings:desk")).content.decode()
    assert "核查笔录.pdf" in text(city, "fraud-revocation", case)
    city.post(url("fraud-revocation", case), {"facts": FACTS})
    revocation = Revocation.objects.get()
    assert (revocation.filing, revocation.case) == (filing, case)
    assert "须启动撤销程序" not in city.get(reverse("filings:desk")).content.decode()
    assert url("revocation", revocation) in text(city, "fraud-case", case)


def test_desks_of_city_district_operator_and_signer():
    filing = make_filed()
    operator, district, city = people(filing)
    signer = client_of(city_clerk(can_sign=True))
    desk = reverse("filings:desk")
    revocation = propose(filing)
    assert url("revocation", revocation) in city.get(desk).content.decode()
    assert url("revocation", revocation) in district.get(desk).content.decode()
    assert url("revocation", revocation) not in operator.get(desk).content.decode()
    revocation = make_revocation("served", revocation=revocation)
    assert url("revocation", revocation) in operator.get(desk).content.decode()
    act = ask_to_revoke(make_revocation("checked", revocation=revocation))
    assert url("act", act) in signer.get(desk).content.decode()
    assert url("revocation", revocation) not in city.get(desk).content.decode()


def test_while_it_is_open_the_filing_s_page_says_what_is_held_up_and_offers_no_cancelling():
    filing = make_filed()
    operator, district, _city = people(filing)
    revocation = make_revocation("notified", filing)
    page = text(operator, "filing", filing)
    assert "正在办理撤销备案（第十五条第（三）项）" in page
    assert url("cancellation-ask", filing) not in page
    assert url("change-new", filing) in page
    assert operator.get(url("cancellation-ask", filing)).status_code == 409
    assert url("revocation-new", filing) not in text(district, "filing", filing)
    answer = district.get(url("revocation-new", filing))
    assert answer.status_code == 409
    assert url("revocation", revocation) in answer.content.decode()


def test_what_was_typed_stays_with_what_is_wrong():
    filing = make_filed()
    _operator, district, city = people(filing)
    answer = district.post(url("revocation-new", filing), {"facts": "太短", "files": make_upload()})
    assert (answer.status_code, Revocation.objects.count()) == (200, 0)
    assert "至少20字" in answer.content.decode()
    answer = district.post(url("revocation-new", filing), {"facts": FACTS})
    assert "请选择要上传的文件" in answer.content.decode()
    heard = make_revocation("heard", filing)
    refused = {"checker": "法规处", "on": TODAY.isoformat(), "result": "refused", "opinion": ""}
    assert "请写明审核意见" in city.post(url("revocation-legal-check", heard), refused).content.decode()
    assert city.get(url("revocation-revoke", heard)).status_code == 409


def test_the_decision_waits_for_the_legal_check_and_silence_for_its_day():
    revocation = make_revocation("served")
    city = client_of(city_clerk())
    page = text(city, "revocation", revocation)
    assert url("revocation-no-defence", revocation) not in page
    assert "还没有期满" in text(city, "revocation-no-defence", revocation)
    assert city.post(url("revocation-no-defence", revocation)).status_code == 409


def test_lists_by_view_and_words():
    first, second = propose(), make_revocation("dropped", make_filed(serial=960))
    city = client_of(city_clerk())
    shown = city.get(reverse("filings:revocations")).content.decode()
    assert (url("revocation", first) in shown, url("revocation", second) in shown) == (True, False)
    shown = city.get(reverse("filings:revocations"), {"view": "all", "q": second.operator.uscc}).content.decode()
    assert (url("revocation", first) in shown, url("revocation", second) in shown) == (False, True)
    assert "没有符合条件的记录" in city.get(reverse("filings:revocations"), {"q": "查无此名"}).content.decode()


def test_a_listing_shows_what_it_says_and_takes_evidence():
    revocation = propose_listing()
    city = client_of(city_clerk())
    page = text(city, "revocation", revocation)
    assert "（2026）豫01执12号" in page
    assert "没有上传证据材料" in page
    given = {"facts": revocation.facts + "公示截图附后，供核对。", "files": make_upload("公示.pdf")}
    city.post(url("revocation-supplement", revocation), given)
    assert "公示.pdf" in text(city, "revocation", revocation)


def test_a_dropped_one_leaves_everything_as_it_was():
    revocation = propose_change()
    drop(revocation)
    operator, _district, city = people(revocation.filing)
    assert "不予撤销" in text(city, "revocation", revocation)
    assert operator.get(url("revocation", revocation)).status_code == 404
    assert "正在办理撤销" not in text(operator, "filing", revocation.filing)
    assert url("change-file", revocation.change) in text(city, "change", revocation.change)


def content(client, address):
    """A page without its navigation, which offers the list to everybody."""
    return client.get(address).content.decode().partition("<main")[2].partition("</main>")[0]


def test_before_the_notice_the_operator_finds_nothing_of_it_anywhere():
    filing = make_filed()
    operator, _district, city = people(filing)
    revocation = propose_change(filing)
    change = revocation.change
    pages = [
        *(url("filing", filing), url("change", change), url("cancellation-ask", filing)),
        *(reverse(f"filings:{name}") for name in ("desk", "inbox", "deadlines", "filings", "changes")),
    ]
    for page in pages:
        assert "撤销" not in content(operator, page), page
    assert "提出撤销备案" in content(city, url("change", change))
    assert not operator.get(reverse("filings:revocations")).context["object_list"]
    drop(revocation)
    for page in pages:
        assert "撤销" not in content(operator, page), page
    assert "不予撤销，转变更备案" in content(city, url("change", change))


def test_before_the_notice_the_operator_asks_to_give_the_filing_up_as_ever():
    filing = make_filed()
    operator, _district, city = people(filing)
    revocation = propose(filing)
    assert url("cancellation-ask", filing) in text(operator, "filing", filing)
    answer = operator.post(url("cancellation-ask", filing), {"reason": "停止运营。"}, follow=True)
    assert "已申请注销" in answer.content.decode()
    assert url("filing-cancel", filing) not in text(city, "filing", filing)
    assert "办理撤销" in city.get(url("filing-cancel", filing)).content.decode()
    assert city.get(url("filing-cancel", filing)).status_code == 409
    notify(revocation)
    assert url("cancellation-withdraw", filing) in text(operator, "filing", filing)


def test_once_notified_the_operator_reads_what_led_to_it_but_not_the_proposal_itself():
    revocation = notify(propose_change())
    operator, _district, city = people(revocation.filing)
    assert "提出撤销备案" in content(operator, url("change", revocation.change))
    page = content(operator, url("revocation", revocation))
    assert "作出撤销事先告知" in page
    assert "提出撤销备案" not in page
    assert "提出撤销备案" in content(city, url("revocation", revocation))


def test_a_legal_check_that_was_not_passed_says_the_way_out():
    revocation = check(make_revocation("heard"), "amend", opinion="处罚决定的送达回证没有附卷。")
    city = client_of(city_clerk())
    assert "事实、证据不足的" in content(city, url("revocation", revocation))
    assert "查清后重新提出" in content(city, url("revocation-legal-check", revocation))
    assert "查清后重新提出，重新告知" in content(city, url("revocation-revoke", revocation))


def test_papers_follow_the_revocation_not_the_filing():
    revocation = make_revocation("notified")
    former = client_of(member_of(revocation.operator))
    drop(revocation)
    later = make_user(Role.OPERATOR)
    m.Filing.objects.filter(pk=revocation.filing_id).update(operator=later.operator)
    assert former.get(url("document", revocation.notice)).status_code == 200
    assert client_of(later).get(url("document", revocation.notice)).status_code == 404
    assert client_of(make_user(Role.OPERATOR, operator=None)).get(url("document", revocation.notice)).status_code == 404
    scan = upload_scan(revocation.notice, actor=city_clerk(), upload=make_upload())
    told = m.Notice.objects.filter(key=f"scan:{scan.pk}").values_list("user__operator", flat=True)
    assert list(told) == [revocation.operator_id]


def test_service_is_corrected_on_the_revocation_and_not_on_its_notice():
    revocation = make_revocation("served")
    operator, _district, city = people(revocation.filing)
    notice = revocation.notice
    page = text(city, "document", notice)
    assert url("document-service", notice) not in page
    assert url("revocation", revocation) in page
    answer = city.get(url("document-service", notice))
    assert answer.status_code == 409
    assert url("revocation", revocation) in answer.content.decode()
    assert url("revocation-correct-service", revocation) in text(city, "revocation", revocation)
    form = city.get(url("revocation-correct-service", revocation)).context["form"]
    assert form.initial["served_note"] == "前台签收"
    given = {"served_on": TODAY.isoformat(), "served_how": "left", "served_note": "", "reason": ""}
    answer = city.post(url("revocation-correct-service", revocation), given)
    assert answer.context["form"].errors == {"reason": ["请写明更正原因。"]}
    city.post(url("revocation-correct-service", revocation), given | {"reason": "实为留置送达。"})
    page = content(operator, url("revocation", revocation))
    assert "留置送达" in page
    assert "实为留置送达。" in page
