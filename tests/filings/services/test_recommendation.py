"""The district's two decisions: every guard with its sentence, two accounts, what follows, documents."""

import pytest

from filings.errors import WorkflowRefused
from filings.models import Document, HistoryLine, Notice, PendingAct, Recommendation, Verification
from filings.rules.facts import parse_facts
from filings.selectors.verification import corrected_facts, corrected_result, verification_sheet
from filings.services.history import broken_chains
from filings.services.recommendation import prepare_decline, prepare_recommendation
from filings.services.recommendation_guards import remaining_requirements
from filings.services.signing import send_back_act, sign_act, withdraw_act
from filings.workflow import Role
from tests.factories import TODAY, make_compliant_space, make_district, make_round, make_user
from tests.factories_applications import make_submitted
from tests.factories_district import (
    OPINION,
    clerk_of,
    make_recommended,
    make_verified,
    prepare,
    take_out,
    verify_all,
    visit,
)

pytestmark = pytest.mark.django_db
GROUND = {"clause": "第五条第（二）项", "text": "创业工位44个，要求不少于50个，还差6个工位。"}


def decline(application, grounds=(GROUND,), number="郑高科函〔2026〕8号"):
    return prepare_decline(
        application, actor=clerk_of(application), grounds=list(grounds), number=number, issued_on=TODAY
    )


def lacking(application):
    return remaining_requirements(verification_sheet(application))


# Guards -------------------------------------------------------------------


def test_every_item_is_marked_first():
    application = verify_all(make_submitted(), leaving=("5.2.area", "verify.5.1"))
    with pytest.raises(WorkflowRefused) as refused:
        prepare(application)
    # in the order of the regulation: 5.1 with its item comes before 5.2
    assert refused.value.explanation == "推荐前还需：核实2项（发展方向与可持续发展（人工核实）、场地面积）。"
    assert not PendingAct.objects.exists()


def test_many_open_items_are_counted_and_the_first_are_named():
    (phrase,) = lacking(make_submitted())
    assert phrase == "核实33项（独立法人机构运营、在郑州市注册、注册地与运营地一致等）"


def test_no_check_fails_after_corrections():
    application = make_submitted()
    take_out(application, "5.2.workstations", site__workstations=44)
    verify_all(application)
    with pytest.raises(WorkflowRefused, match="推荐前还需：更正后仍有1项不符合（创业工位），不能推荐。"):
        prepare(application)


def test_a_review_has_a_finding():
    space = make_compliant_space()
    space.sites.update(tenure="granted")
    application = make_verified(space)
    assert lacking(application) == ()
    Verification.objects.filter(item="5.2.lease").update(finding="")
    with pytest.raises(WorkflowRefused, match="推荐前还需：对需人工核实的1项填写核实意见（租赁期限）。"):
        prepare(application)


def test_a_visit_where_the_round_asks_for_one():
    application = make_verified(round_=make_round(site_visit_required=True))
    with pytest.raises(WorkflowRefused, match="推荐前还需：记录实地核查（本批次要求推荐前实地核查）。"):
        prepare(application)
    visit(application)
    assert prepare(application).status == "pending"


def test_all_that_is_lacking_is_said_at_once():
    application = make_submitted(round_=make_round(site_visit_required=True))
    take_out(application, "5.2.workstations", site__workstations=44)
    with pytest.raises(WorkflowRefused) as refused:
        prepare(application)
    assert refused.value.explanation == "推荐前还需完成下列事项。"
    assert refused.value.problems == (
        "核实32项（独立法人机构运营、在郑州市注册、注册地与运营地一致等）",
        "更正后仍有1项不符合（创业工位），不能推荐",
        "记录实地核查（本批次要求推荐前实地核查）",
    )


@pytest.mark.parametrize(
    ("opinion", "number", "said"),
    [(" ", "郑高科函〔2026〕3号", "请填写推荐意见。"), (OPINION, " ", "请填写发文字号。")],
)
def test_opinion_and_number_are_given(opinion, number, said):
    application = make_verified()
    with pytest.raises(WorkflowRefused) as refused:
        prepare_recommendation(
            application, actor=clerk_of(application), opinion=opinion, number=number, issued_on=TODAY
        )
    assert refused.value.explanation == said


def test_a_number_is_used_once_by_an_issuer():
    first = make_recommended()
    number = first.documents.get(kind="recommendation_letter").number
    with pytest.raises(WorkflowRefused, match=f"发文字号“{number}”已经用过：.*的推荐函"):
        prepare(make_verified(), number)
    other = make_verified(make_compliant_space(district=make_district("jinshui")))
    signed = sign_act(prepare(other, number), actor=clerk_of(other, can_sign=True))
    assert signed.state == "recommended"


def test_a_number_taken_meanwhile_leaves_nothing_half_done():
    first, second = make_verified(), make_verified()
    acts = [prepare(first, "郑高科函〔2026〕3号"), prepare(second, "郑高科函〔2026〕3号")]
    signer = clerk_of(first, can_sign=True)
    sign_act(acts[0], actor=signer)
    with pytest.raises(WorkflowRefused, match="已经用过"):
        sign_act(acts[1], actor=signer)
    second.refresh_from_db()
    assert (second.state, second.opinion) == ("submitted", "")
    assert [document.kind for document in second.documents.all()] == ["application_form"]
    assert not Recommendation.objects.filter(application=second).exists()
    assert PendingAct.objects.get(pk=acts[1].pk).status == "pending"


def test_guards_are_asked_again_at_the_signature():
    application = make_verified()
    act = prepare(application)
    Verification.objects.filter(item="5.2.area").delete()
    with pytest.raises(WorkflowRefused, match="核实1项（场地面积）"):
        sign_act(act, actor=clerk_of(application, can_sign=True))


# Two steps ----------------------------------------------------------------


def test_the_preparer_never_signs():
    application = make_verified()
    clerk = clerk_of(application)
    clerk.can_sign = True
    clerk.save()
    act = prepare_recommendation(
        application, actor=clerk, opinion=OPINION, number="郑高科函〔2026〕3号", issued_on=TODAY
    )
    with pytest.raises(WorkflowRefused, match="拟办人不能签发自己拟办的事项"):
        sign_act(act, actor=clerk)


def test_signers_of_the_district_are_told_and_others_are_not():
    application = make_verified()
    signer = clerk_of(application, can_sign=True)
    make_user(Role.DISTRICT, district=make_district("jinshui"), can_sign=True)
    make_user(Role.CITY, can_sign=True)
    act = prepare(application)
    waiting = Notice.objects.filter(key=f"act-waiting:{act.pk}")
    assert [notice.user for notice in waiting] == [signer]
    assert waiting.get().title == f"待签发：{application.space}（推荐）"


def test_a_district_with_one_account_signs_at_once_and_says_so():
    application = make_verified()
    application.district.single_signer = True
    application.district.save()
    act = prepare(application)
    assert (act.status, act.application.state) == ("signed", "recommended")
    line = HistoryLine.objects.get(action="recommend")
    assert line.details["prepared_by"] == line.details["signed_by"] == clerk_of(application).pk


def test_sent_back_or_withdrawn_the_work_goes_on():
    application = make_verified()
    act = prepare(application)
    send_back_act(act, actor=clerk_of(application, can_sign=True), reason="请补充核查情况。")
    again = prepare(application)
    withdraw_act(again, actor=clerk_of(application))
    take_out(application, "5.2.workstations", site__workstations=55)
    assert prepare(application).status == "pending"


# What follows -------------------------------------------------------------


def test_a_recommendation_carried_out():
    application = make_submitted()
    take_out(application, "5.2.workstations", site__workstations=55)
    verify_all(application)
    city = make_user(Role.CITY)
    signed = sign_act(prepare(application), actor=clerk_of(application, can_sign=True))

    assert (signed.state, signed.opinion, signed.handler) == ("recommended", OPINION, None)
    assert signed.due_on.isoformat() == "2026-05-06"  # 40 working days on: 清明 and 劳动节 are off
    kept = signed.recommendations.get()
    assert parse_facts(kept.facts).site.workstations == 55
    assert signed.snapshots.get().facts["site"]["workstations"] == 60
    assert corrected_facts(signed) == parse_facts(kept.facts)
    assert corrected_result(signed).check("5.2.workstations").actual == "55个"
    line = HistoryLine.objects.get(action="recommend")
    assert (line.from_state, line.to_state, line.reason) == ("submitted", "recommended", OPINION)
    assert line.details["snapshot"] == signed.snapshots.get().digest
    assert line.details["corrected"] == kept.digest
    assert Notice.objects.get(user=city).title == f"收到推荐：{signed.space}"
    assert Notice.objects.filter(key__startswith="recommended-operator").count() == 1
    assert broken_chains() == []


def test_the_letter_and_the_opinion_sheet(django_capture_on_commit_callbacks):
    application = make_submitted()
    take_out(application, "5.2.workstations", site__workstations=55)
    verify_all(application)
    visit(application)
    act = prepare(application, "郑高科函〔2026〕3号")
    with django_capture_on_commit_callbacks(execute=True):
        sign_act(act, actor=clerk_of(application, can_sign=True))

    letter = application.documents.get(kind="recommendation_letter")
    assert (letter.number, letter.issuer) == ("郑高科函〔2026〕3号", "郑州高新技术产业开发区科学技术局")
    context = letter.context
    (row,) = context["rows"]
    assert (row["area"], row["workstations"], row["teams"], row["startups"]) == ("800.00", 55, 24, 12)
    assert (row["contact"], row["phone"], row["opinion"]) == ("张晓梅", "13812345678", "同意推荐")
    assert context["verification"] == (
        "对照《郑州市众创空间管理办法》第五条规定的条件，逐项核实33项，其中属实32项、更正1项。"
        "经核实和更正，27项条件符合规定。\n\n"
        "更正事项：创业工位：创业工位由60个更正为55个。\n\n"
        "2026年3月5日，李静、赵晨到现场进行了实地核查，与申报内容一致。"
    )
    sheet = application.documents.get(kind="prescreen_opinion").context
    seats = next(check for check in sheet["checks"] if check["label"] == "创业工位")
    assert (seats["actual"], seats["verification"]) == ("55个", "已更正")
    assert seats["correction"] == "创业工位由60个更正为55个；与现场核对不一致，见依据。；依据：依据.pdf"
    assert sheet["checks"][0]["verification"] == "系统核验"
    assert len(sheet["checks"]) == 30
    assert len(sheet["items"]) == 6
    assert sheet["outcome_label"] == "符合"
    signed = application.documents.exclude(kind="application_form")
    assert {document.file.content_type for document in signed} == {"application/pdf"}


def test_a_refusal_carried_out(django_capture_on_commit_callbacks):
    application = make_submitted()
    with django_capture_on_commit_callbacks(execute=True):
        act = decline(application)
        signed = sign_act(act, actor=clerk_of(application, can_sign=True))

    assert (signed.state, signed.due_on) == ("declined", None)
    notice = Document.objects.get(kind="decline_notice")
    assert notice.context["reasons"] == [GROUND]
    assert notice.context["addressee"] == application.operator.name
    assert notice.context["review_body"] == "郑州市科学技术局"
    assert notice.file.pages >= 1
    line = HistoryLine.objects.get(action="decline")
    assert line.reason == "第五条第（二）项：创业工位44个，要求不少于50个，还差6个工位。"
    told = Notice.objects.get(key=f"declined:{act.pk}")
    assert "15日内向郑州市科学技术局申请复核" in told.body


@pytest.mark.parametrize("grounds", [[], [{"clause": "", "text": "材料不实。"}], [{"clause": "第八条", "text": " "}]])
def test_a_refusal_cites_clauses(grounds):
    with pytest.raises(WorkflowRefused, match="请写明不予推荐的理由，并引用所依据的条款。"):
        decline(make_submitted(), grounds)


def test_one_act_waits_at_a_time():
    application = make_verified()
    prepare(application)
    with pytest.raises(WorkflowRefused, match="已有一项待签发的事项"):
        decline(application)


def test_the_letter_says_what_a_person_settled():
    space = make_compliant_space()
    space.sites.update(tenure="granted")
    letter = make_recommended(space).documents.get(kind="recommendation_letter")
    assert letter.context["verification"] == (
        "对照《郑州市众创空间管理办法》第五条规定的条件，逐项核实33项，均属实。"
        "经核实，26项条件符合规定，1项已由人工核实并作出认定。\n\n"
        "人工核实意见：租赁期限（第五条第（二）项）：合同已核对，认定符合。"
    )
