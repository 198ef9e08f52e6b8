"""Several applications by one letter: each by itself, one letter for those that could be, nothing half done."""

import pytest

from filings.errors import WorkflowRefused
from filings.models import (
    Document,
    HistoryLine,
    JointRecommendation,
    Notice,
    PendingAct,
    Recommendation,
    Recusal,
    Verification,
)
from filings.permissions import visible_documents
from filings.services.history import broken_chains
from filings.services.joint_recommendations import (
    prepare_joint_recommendation,
    send_joint_back,
    sign_joint_recommendation,
    withdraw_joint,
)
from filings.services.signing import send_back_act, sign_act, withdraw_act
from filings.workflow import Role
from tests.factories import TODAY, make_compliant_space, make_district, make_round, make_user
from tests.factories_applications import make_submitted
from tests.factories_correction import send_back
from tests.factories_district import clerk_of, make_recommended, make_verified, prepare

pytestmark = pytest.mark.django_db
NUMBER = "郑高科函〔2026〕30号"
TEXT = "上述单位条件齐备、运营规范，同意推荐。"


@pytest.fixture
def round_(db):
    return make_round(title="2026年第一批")


@pytest.fixture
def three(round_):
    """Two that may be recommended, and one of which an item is still open, in the order of their numbers."""
    names = ("启明星众创空间", "河洛青年创业坊", "聚力工场")
    makers = (make_verified, make_verified, make_submitted)
    return [make(make_compliant_space(name=name), round_=round_) for make, name in zip(makers, names, strict=True)]


def join(applications, number=NUMBER, text=TEXT, **opinions):
    given = {each.pk: opinions.get(f"of_{each.pk}", "同意推荐") for each in applications}
    return prepare_joint_recommendation(
        applications[0].round, given, actor=clerk_of(applications[0]), text=text, number=number, issued_on=TODAY
    )


def signer_of(application):
    return clerk_of(application, can_sign=True)


def states(applications):
    for each in applications:
        each.refresh_from_db()
    return [each.state for each in applications]


# Preparing ----------------------------------------------------------------


def test_one_that_is_not_verified_leaves_the_others_alone(three):
    first, second, open_one = three
    joint, outcomes = join(three)
    assert [(outcome.title, outcome.is_done) for outcome in outcomes] == [
        (str(first.space), True),
        (str(second.space), True),
        (str(open_one.space), False),
    ]
    assert outcomes[2].refusal.startswith("推荐前还需：核实33项（")
    assert {act.application_id for act in joint.acts.all()} == {first.pk, second.pk}
    assert states(three) == ["submitted", "submitted", "submitted"]
    lines = HistoryLine.objects.filter(action="prepare_recommend").order_by("pk")
    assert [line.details["joint"] for line in lines] == [joint.pk, joint.pk]
    assert not open_one.pending_acts.exists()


def test_where_none_can_be_recommended_nothing_is_left(three):
    joint, outcomes = join(three[2:])
    assert joint is None
    assert [outcome.is_done for outcome in outcomes] == [False]
    assert not JointRecommendation.objects.exists()
    assert not Notice.objects.filter(key__startswith="joint").exists()


def test_signers_are_told_once(three):
    signer = signer_of(three[0])
    joint, _ = join(three)
    notices = Notice.objects.filter(user=signer, title__startswith="待签发")
    assert [(notice.title, notice.url) for notice in notices] == [
        (f"待签发：批量推荐2件（{NUMBER}）", f"/joint-recommendations/{joint.pk}/")
    ]


def test_what_is_of_another_round_is_refused(three):
    other = make_verified(round_=make_round(title="2026年第二批"))
    _, outcomes = join([three[0], other])
    assert outcomes[1].refusal == "这件申请属于2026年第二批，请与同一批次的申请一并推荐。"


def test_what_another_act_waits_on_is_refused(three):
    prepare(three[0])
    _, outcomes = join(three[:2])
    assert [outcome.is_done for outcome in outcomes] == [False, True]
    assert "已有一项待签发的事项" in outcomes[0].refusal


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": " "}, "请填写推荐函正文的推荐意见。"),
        ({"number": " "}, "请填写发文字号。"),
    ],
)
def test_the_letter_has_a_text_and_a_number(three, given, said):
    with pytest.raises(WorkflowRefused) as refused:
        join(three, **given)
    assert refused.value.explanation == said


def test_each_has_its_opinion(three):
    _, outcomes = join(three[:2], **{f"of_{three[1].pk}": " "})
    assert [outcome.refusal for outcome in outcomes] == ["", "请填写推荐意见。"]


def test_a_number_used_before_is_refused_for_all(three, round_):
    used = make_recommended(round_=round_).documents.get(kind="recommendation_letter").number
    with pytest.raises(WorkflowRefused, match="已经用过"):
        join(three, number=used)
    assert not JointRecommendation.objects.exists()


def test_another_districts_application_is_out_of_reach(three, round_):
    foreign = make_verified(make_compliant_space(district=make_district("jinshui")), round_=round_)
    _, outcomes = join([three[0], foreign])
    assert outcomes[1].refusal == "这件申请不在您的办理范围内。"


# Signing ------------------------------------------------------------------


def test_signed_as_one_each_moves_by_itself(three):
    first, second, _ = three
    city = make_user(Role.CITY)
    joint, _ = join(three, **{f"of_{second.pk}": "同意推荐，请关注租期。"})
    outcomes = sign_joint_recommendation(joint, actor=signer_of(first))

    assert [outcome.is_done for outcome in outcomes] == [True, True]
    assert states(three) == ["recommended", "recommended", "submitted"]
    assert (first.opinion, second.opinion) == ("同意推荐", "同意推荐，请关注租期。")
    assert Recommendation.objects.filter(application__in=(first, second)).count() == 2
    lines = HistoryLine.objects.filter(action="recommend").order_by("pk")
    assert [line.record for line in lines] == [f"application:{each.pk}" for each in (first, second)]
    assert [line.details["joint"] for line in lines] == [joint.pk, joint.pk]
    opinions = Document.objects.filter(kind="prescreen_opinion").order_by("application__number")
    assert [(each.application, each.context["opinion"]) for each in opinions] == [
        (first, "同意推荐"),
        (second, "同意推荐，请关注租期。"),
    ]
    assert [notice.title for notice in Notice.objects.filter(user=city)] == [
        f"收到推荐：{joint.district}推荐2件（2026年第一批）"
    ]
    assert broken_chains() == []


def test_there_is_one_letter_with_one_table(three, django_capture_on_commit_callbacks):
    first, second, _ = three
    joint, _ = join(three)
    with django_capture_on_commit_callbacks(execute=True):
        sign_joint_recommendation(joint, actor=signer_of(first))
    letter = Document.objects.get(kind="recommendation_letter")
    joint.refresh_from_db()
    assert joint.letter == letter
    assert (letter.application, list(letter.shared_with.all()), letter.number) == (first, [second], NUMBER)
    rows = letter.context["rows"]
    assert [(row["name"], row["opinion"]) for row in rows] == [
        ("启明星众创空间", "同意推荐"),
        ("河洛青年创业坊", "同意推荐"),
    ]
    assert letter.context["opinion"] == TEXT
    assert "2.河洛青年创业坊：" in letter.context["verification"]
    with letter.file.content.open() as stored:
        assert stored.read(5) == b"%PDF-"


def test_one_that_fails_at_the_signature_goes_back_with_the_reason(three):
    first, second, _ = three
    joint, _ = join(three[:2])
    Verification.objects.filter(application=second, item="5.2.area").delete()
    outcomes = sign_joint_recommendation(joint, actor=signer_of(first))
    assert [outcome.refusal for outcome in outcomes] == ["", "推荐前还需：核实1项（场地面积）。"]
    assert states((first, second)) == ["recommended", "submitted"]
    assert [row["name"] for row in Document.objects.get(kind="recommendation_letter").context["rows"]] == [
        "启明星众创空间"
    ]
    act = joint.acts.get(application=second)
    assert (act.status, act.reason) == ("sent_back", "签发时不能推荐：推荐前还需：核实1项（场地面积）。")
    assert not Recommendation.objects.filter(application=second).exists()
    assert not second.documents.filter(kind="prescreen_opinion").exists()
    assert Notice.objects.filter(user=clerk_of(first), key=f"act-sent-back:{act.pk}").exists()
    assert HistoryLine.objects.get(action="sent_back_recommend").record == f"application:{second.pk}"
    assert broken_chains() == []


def test_where_all_fail_nothing_is_done(three):
    joint, _ = join(three[:2])
    Verification.objects.filter(item="5.2.area").delete()
    with pytest.raises(WorkflowRefused) as refused:
        sign_joint_recommendation(joint, actor=signer_of(three[0]))
    assert len(refused.value.problems) == 2
    assert {act.status for act in joint.acts.all()} == {"pending"}
    assert not Document.objects.filter(kind="recommendation_letter").exists()


def test_one_that_moved_meanwhile_is_not_in_the_letter(three):
    first, second, _ = three
    joint, _ = join(three[:2])
    send_back(second, "check:5.2.area", actor=clerk_of(second))
    outcomes = sign_joint_recommendation(joint, actor=signer_of(first))
    assert [outcome.title for outcome in outcomes] == [str(first.space)]
    assert joint.acts.get(application=second).status == "lapsed"


def test_a_number_taken_meanwhile_leaves_nothing_half_done(three, round_):
    joint, _ = join(three[:2])
    other = make_verified(round_=round_)
    sign_act(prepare(other, NUMBER), actor=signer_of(other))
    with pytest.raises(WorkflowRefused, match="已经用过"):
        sign_joint_recommendation(joint, actor=signer_of(other))
    assert states(three[:2]) == ["submitted", "submitted"]
    assert {act.status for act in joint.acts.all()} == {"pending"}


def test_the_preparer_never_signs_nor_who_may_not(three):
    joint, _ = join(three[:2])
    clerk = clerk_of(three[0])
    clerk.can_sign = True
    clerk.save()
    with pytest.raises(WorkflowRefused, match="拟办人不能签发自己拟办的事项"):
        sign_joint_recommendation(joint, actor=clerk)
    with pytest.raises(WorkflowRefused, match="不在您的办理范围内"):
        sign_joint_recommendation(
            joint, actor=make_user(Role.DISTRICT, district=make_district("jinshui"), can_sign=True)
        )
    with pytest.raises(WorkflowRefused, match="没有签发权限"):
        sign_joint_recommendation(joint, actor=make_user(Role.DISTRICT, district=three[0].district))


def test_who_is_off_one_case_does_not_sign(three):
    joint, _ = join(three[:2])
    signer = signer_of(three[0])
    Recusal.objects.create(application=three[1], user=signer, reason="亲属在该机构任职。")
    with pytest.raises(WorkflowRefused, match="您已声明回避其中的申请"):
        sign_joint_recommendation(joint, actor=signer)


def test_a_single_act_of_it_is_not_signed_by_itself(three):
    joint, _ = join(three[:2])
    with pytest.raises(WorkflowRefused, match="属于批量推荐"):
        sign_act(joint.acts.first(), actor=signer_of(three[0]))


def test_it_is_signed_once(three):
    joint, _ = join(three[:2])
    sign_joint_recommendation(joint, actor=signer_of(three[0]))
    with pytest.raises(WorkflowRefused, match="这一批量推荐已经签发"):
        sign_joint_recommendation(joint, actor=signer_of(three[0]))


def test_a_district_with_one_account_signs_at_once_and_says_so(three):
    district = three[0].district
    district.single_signer = True
    district.save()
    joint, outcomes = join(three)
    assert [outcome.is_done for outcome in outcomes] == [True, True, False]
    assert joint.letter is not None
    lines = HistoryLine.objects.filter(action="recommend")
    assert [line.details["single_signer"] for line in lines] == [True, True]


# Sending back and taking back ----------------------------------------------


def test_sent_back_as_one(three):
    joint, _ = join(three[:2])
    send_joint_back(joint, actor=signer_of(three[0]), reason="文号有误。")
    assert {(act.status, act.reason) for act in joint.acts.all()} == {("sent_back", "文号有误。")}
    assert HistoryLine.objects.filter(action="sent_back_recommend", reason="文号有误。").count() == 2
    again, _ = join(three[:2])
    assert again.acts.count() == 2


def test_taken_back_by_its_preparer_alone(three):
    joint, _ = join(three[:2])
    with pytest.raises(WorkflowRefused, match="只有拟办人可以撤回"):
        withdraw_joint(joint, actor=signer_of(three[0]))
    withdraw_joint(joint, actor=clerk_of(three[0]))
    assert {act.status for act in joint.acts.all()} == {"withdrawn"}


def test_one_may_leave_before_the_signature(three, round_):
    third = make_verified(round_=round_)
    joint, _ = join([*three[:2], third])
    withdraw_act(joint.acts.get(application=three[1]), actor=clerk_of(three[0]))
    send_back_act(joint.acts.get(application=third), actor=signer_of(third), reason="请补充核查情况。")
    outcomes = sign_joint_recommendation(joint, actor=signer_of(three[0]))
    assert [outcome.title for outcome in outcomes] == [str(three[0].space)]
    assert PendingAct.objects.filter(joint=joint, status="signed").count() == 1


# Who sees the letter --------------------------------------------------------


def test_the_letter_is_for_the_offices_alone(three):
    first, second, _ = three
    joint, _ = join(three[:2])
    sign_joint_recommendation(joint, actor=signer_of(first))
    letter = Document.objects.get(kind="recommendation_letter")
    off_first = make_user(Role.DISTRICT, district=first.district)
    Recusal.objects.create(application=first, user=off_first, reason="亲属在该机构任职。")
    seen = {
        "clerk": clerk_of(first),
        "city": make_user(Role.CITY),
        "off the first": off_first,
        "other district": make_user(Role.DISTRICT, district=make_district("jinshui")),
        "operator of the first": make_user(Role.OPERATOR, operator=first.operator),
        "operator of the second": make_user(Role.OPERATOR, operator=second.operator),
    }
    sees = [who for who, user in seen.items() if visible_documents(user).filter(pk=letter.pk).exists()]
    assert sees == ["clerk", "city", "off the first"]
