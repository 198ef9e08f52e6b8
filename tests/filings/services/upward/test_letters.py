"""Letters of recommendation upward: guards, two steps, what is frozen, the document, lines and messages."""

import pytest
from django.db import IntegrityError, transaction

from filings.errors import WorkflowRefused
from filings.models import Document, HistoryLine, UpwardLetter, UpwardRecommendation
from filings.selectors.upward import finding_of, granted_of, recommendations_of
from filings.services.history import broken_chains
from filings.services.upward import letters as service
from filings.services.upward.letters import (
    prepare_upward_letter,
    send_upward_back,
    sign_upward_letter,
    withdraw_upward,
)
from tests.factories import TODAY, make_filing, make_space, make_user
from tests.factories_screening import make_sound
from tests.factories_story import city_clerk
from tests.factories_upward import WHY, head, make_granted, make_letter, sign
from tests.zzspace.pdf_reading import page_texts

pytestmark = pytest.mark.django_db


def lines_of(filing):
    lines = HistoryLine.objects.filter(record=f"filing:{filing.pk}").order_by("sequence")
    return [(line.action, line.from_state, line.to_state) for line in lines]


def test_preparing_keeps_what_the_rules_say_and_tells_the_signers():
    filing, signer, clerk = make_sound(), city_clerk(can_sign=True), city_clerk()
    letter = make_letter([filing], actor=clerk)
    record = letter.recommendations.get()
    assert (letter.status, record.state, record.explanation) == ("pending", "prepared", WHY)
    assert (record.level, record.year, record.batch, record.recommended_on) == ("nation", 2026, "第一批", None)
    stored = record.result["prescreen"]
    assert (stored["ruleset"], stored["purpose"], stored["outcome"]) == ("national-2017", "continuing", "fail")
    assert record.result["facts"]["site"]["workstations"] == 60
    assert lines_of(filing) == [("draft_upward", "", "prepared")]
    assert signer.notices.get().title == "待签发：推荐国家级2026年度第一批（1家）"
    assert clerk.notices.count() == 0
    assert Document.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"batch": " "}, "请填写层级、批次"),
        ({"text": ""}, "请填写层级、批次"),
        ({"level": "city"}, "请填写层级、批次"),
    ],
)
def test_the_letter_must_be_whole(fields, said):
    with pytest.raises(WorkflowRefused, match=said):
        make_letter([make_sound()], **fields)
    assert not UpwardLetter.objects.exists()


def test_guards_of_preparing():
    filing, gone, clerk = make_sound(), make_sound(state="cancelled", ended_on=TODAY), city_clerk()
    with pytest.raises(WorkflowRefused, match="没有达到全部条件，或者有条件需人工核实，请填写推荐说明"):
        prepare_upward_letter([filing.pk], head(), actor=clerk)
    with pytest.raises(WorkflowRefused, match="已不在册"):
        make_letter([filing, gone])
    with pytest.raises(WorkflowRefused, match="请选择1至50家"):
        make_letter([])
    with pytest.raises(WorkflowRefused, match="您的角色"):
        make_letter([filing], actor=make_user("district"))
    assert not UpwardRecommendation.objects.exists()
    assert lines_of(filing) == []


def test_once_for_each_level_year_and_batch():
    filing = make_sound()
    make_letter([filing])
    with pytest.raises(WorkflowRefused, match="已在2026年度第一批推荐过"):
        make_letter([filing])
    make_letter([filing], batch="第二批")
    make_letter([filing], year=2027)
    make_letter([filing], level="province")
    record = UpwardRecommendation.objects.first()
    record.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        record.save(force_insert=True)


def result_with(*verdicts, problem=""):
    checks = [{"verdict": verdict} for verdict in verdicts]
    worst = next((each for each in ("fail", "missing", "review") if each in verdicts), "pass")
    return {"facts": {}, "problem": problem, "prescreen": {"outcome": worst, "checks": checks}}


@pytest.mark.parametrize(
    ("result", "standing", "label", "needs_reason"),
    [
        (result_with("pass"), "met", "符合", False),
        (result_with("pass", "review"), "review", "需人工核实", True),
        (result_with("review", "missing", "fail"), "lacking", "还差2项", True),
        ({"facts": {}, "problem": "名册互相矛盾"}, "unread", "无法计算", True),
        ({"facts": {}, "problem": ""}, "", "—", False),
    ],
)
def test_only_what_passes_is_met(result, standing, label, needs_reason):
    found = finding_of(result)
    assert (found.standing, found.label, found.needs_reason) == (standing, label, needs_reason)


def test_the_letter_says_met_of_none_that_is_yet_to_be_verified(monkeypatch, django_capture_on_commit_callbacks):
    filings = [make_sound() for _ in range(3)]
    results = [result_with("pass"), result_with("review"), {"facts": {}, "problem": "名册互相矛盾"}]
    by_filing = dict(zip([each.pk for each in filings], results, strict=True))
    monkeypatch.setattr(service, "results_of", lambda *_: by_filing)
    with pytest.raises(WorkflowRefused, match=f"“{filings[1].space}”、“{filings[2].space}”没有达到全部条件"):
        prepare_upward_letter([*by_filing], head(), actor=city_clerk())
    with django_capture_on_commit_callbacks(execute=True):
        document = sign(make_letter(filings)).document
    context = document.context
    assert [context[name] for name in ("met", "review", "lacking", "unread")] == [1, 1, 0, 1]
    assert [(row["verdict"], row["explanation"]) for row in context["rows"]] == [
        ("符合", ""),
        ("需人工核实", WHY),
        ("无法计算", WHY),
    ]
    document.refresh_from_db()
    with document.file.content.open() as file:
        text = "".join("".join(page_texts(file.read())).split())
    assert "规定的条件，1家有需人工核实的条件，1家的登记数据无法计算，推荐说明见推荐名单。" in text


def test_registers_that_were_never_filled_in_are_told_as_such():
    filing = make_filing(make_space())
    letter = make_letter([filing])
    assert finding_of(letter.recommendations.get().result).standing == "unread"


def test_a_filing_that_took_another_ones_place_keeps_what_was_granted():
    former = make_sound()
    record = make_granted(former)
    type(former).objects.filter(pk=former.pk).update(state="superseded", ended_on=TODAY)
    later = make_filing(former.space, kind="professional", supersedes=former)
    other = make_sound()
    assert granted_of([former, later, other]) == {former.pk: [record], later.pk: [record]}
    assert granted_of([later]) == {later.pk: [record]}
    assert recommendations_of(later, city_clerk()) == [record]
    assert recommendations_of(other, city_clerk()) == []
    with pytest.raises(WorkflowRefused, match="已在2026年度第一批推荐过"):
        make_letter([later])
    make_letter([later], batch="第二批")


def test_a_province_without_figures_gets_no_verdict_and_needs_no_explanation():
    filing = make_sound()
    letter = prepare_upward_letter([filing.pk], head(level="province"), actor=city_clerk())
    record = letter.recommendations.get()
    assert "prescreen" not in record.result
    document = sign(letter).document
    assert document.context["is_checked"] is False
    assert document.context["rows"][0]["verdict"] == "—"


def test_signing_issues_the_letter_with_its_list(django_capture_on_commit_callbacks):
    filings = [make_sound() for _ in range(2)]
    member = make_user("operator", operator=filings[0].operator)
    clerk, signer = city_clerk(), city_clerk(can_sign=True)
    letter = make_letter(filings, actor=clerk)
    with django_capture_on_commit_callbacks(execute=True):
        signed = sign_upward_letter(letter, actor=signer)
    assert (signed.status, signed.decided_by) == ("signed", signer)
    document = Document.objects.get()
    assert signed.document == document
    assert (document.kind, document.number, document.filing) == ("upward_letter", letter.number, filings[0])
    assert [row["number"] for row in document.context["rows"]] == [filing.number for filing in filings]
    assert {row["explanation"] for row in document.context["rows"]} == {WHY}
    with document.file.content.open() as file:
        text = "".join(page_texts(file.read()))
    for shown in (letter.number, "国家备案众创空间推荐名单", filings[1].space.name, "还差2项"):
        assert shown in "".join(text.split())
    states = set(letter.recommendations.values_list("state", "recommended_on"))
    assert states == {("recommended", letter.issued_on)}
    assert lines_of(filings[1])[-1] == ("sign_upward", "prepared", "recommended")
    assert member.notices.get().title == f"{filings[0].space}：已推荐申报国家级2026年度第一批"
    assert clerk.notices.filter(title__startswith="已签发").count() == 1
    assert signer.notices.get().url == ""
    assert broken_chains() == []


def test_the_preparer_does_not_sign_and_only_signers_do():
    clerk = city_clerk(can_sign=True)
    letter = make_letter([make_sound()], actor=clerk)
    with pytest.raises(WorkflowRefused, match="拟办人不能签发"):
        sign_upward_letter(letter, actor=clerk)
    with pytest.raises(WorkflowRefused, match="没有签发权限"):
        sign_upward_letter(letter, actor=city_clerk())
    assert UpwardLetter.objects.get().status == "pending"


def test_a_number_taken_meanwhile_and_a_filing_that_ended_are_refused():
    first, second = make_sound(), make_sound()
    one, two = make_letter([first], number="郑科推〔2026〕900号"), make_letter([second], number="郑科推〔2026〕900号")
    sign(one)
    with pytest.raises(WorkflowRefused, match="郑科推〔2026〕900号"):
        sign(two)
    three = make_letter([first], batch="第三批")
    type(first).objects.filter(pk=first.pk).update(state="cancelled", ended_on=TODAY)
    with pytest.raises(WorkflowRefused, match="已不在册"):
        sign(three)
    assert UpwardRecommendation.objects.filter(state="recommended").count() == 1


def test_sent_back_it_falls_away_and_can_be_prepared_anew():
    filing, clerk = make_sound(), city_clerk()
    letter = make_letter([filing], actor=clerk)
    send_upward_back(letter, actor=city_clerk(can_sign=True), reason="批次应为第二批。")
    letter.refresh_from_db()
    assert (letter.status, letter.reason) == ("sent_back", "批次应为第二批。")
    assert lines_of(filing)[-1] == ("drop_upward", "prepared", "dropped")
    assert clerk.notices.get().body == "批次应为第二批。"
    make_letter([filing])
    with pytest.raises(WorkflowRefused, match="已退回经办，不用再办理"):
        sign(letter)


def test_only_the_preparer_withdraws():
    clerk = city_clerk()
    letter = make_letter([make_sound()], actor=clerk)
    with pytest.raises(WorkflowRefused, match="只有拟办人"):
        withdraw_upward(letter, actor=make_user("city"))
    assert withdraw_upward(letter, actor=clerk).status == "withdrawn"
    assert set(letter.recommendations.values_list("state", flat=True)) == {"dropped"}
