"""Who marks: conflicts that are seen, draws by lot that can be repeated, experts taken off with their marks kept on file."""

from decimal import Decimal

import pytest

from evaluation.models import ExpertMark, MarkersDraw, MarkingAssignment
from evaluation.selectors.campaigns.inputs import expert_marks_of
from evaluation.selectors.campaigns.markers import conflicts_in, markers_draw_changes, markers_for
from evaluation.services.campaigns.draws import confirm_markers_draw, draw_markers
from evaluation.services.campaigns.marking import (
    Assigned,
    Given,
    assign_markers,
    declare_marking_conflict,
    release_marker,
    save_marks,
    submit_marks,
)
from filings.errors import WorkflowRefused
from filings.models import HistoryLine, Mentor, Notice, User
from filings.rules.draws import Quota
from filings.selectors.draws import is_repeatable, pool_lines
from filings.services.history import broken_chains
from tests.factories import TODAY, make_user
from tests.factories_evaluation import entry_of, make_entry, make_marking, make_open_campaign, self_assess
from tests.factories_statistics import make_filed_space

pytestmark = pytest.mark.django_db


def expert(name="", **fields):
    return make_user("expert", **({"full_name": name} if name else {}), **fields)


@pytest.fixture
def city():
    return make_user("city")


@pytest.fixture
def campaign(city):
    """Two makerspaces."""
    make_filed_space(name="甲空间"), make_filed_space(name="乙空间")
    return make_open_campaign(actor=city)


@pytest.fixture
def entries(campaign):
    return list(campaign.entries.select_related("space__operator", "campaign__scheme").order_by("-space__name"))


def reasons(entry, *experts):
    found = conflicts_in([entry], experts)[entry.pk]
    return [[(each.reason, each.is_certain) for each in found.get(one.pk, ())] for one in experts]


def test_conflicts_are_seen_beyond_the_same_employer(entries, campaign, city):
    entry = entries[0]
    Mentor.objects.create(space=entry.space, name="郭 明", background="other", employer="某大学", valid_from=TODAY)
    employed = expert(employer=entry.space.operator.name)
    holder = expert(interests=f"某公司、{entry.space.operator.name}")
    contact = expert(entry.space.operator.contact_name)
    mentor, free = expert("郭明"), expert()
    assert reasons(entry, employed, holder, contact, mentor, free) == [
        [("工作单位是运营机构", True)],
        [("在运营机构持股或兼职", True)],
        [("与运营机构联系人同名", False)],
        [("与创业导师同名", False)],
        [],
    ]
    done = assign_markers(campaign, entries=[entry.pk], experts=[employed, holder, contact, mentor, free], actor=city)
    assert done == Assigned(1, 4)
    assert MarkingAssignment.objects.get().expert == free
    done = assign_markers(campaign, entries=[entry.pk], experts=[employed, contact], namesakes=True, actor=city)
    assert done == Assigned(1, 1)
    assert HistoryLine.objects.filter(action="assign_markers").last().details["namesakes"] is True


def test_a_conflict_declared_in_an_evaluation_holds_for_the_next(entries, city):
    entry, stepped_aside = entries[0], expert()
    earlier = make_entry(entry.space)
    place = make_marking(earlier, stepped_aside)
    declare_marking_conflict(place, reason="亲属任职", actor=stepped_aside)
    assert reasons(entry, stepped_aside) == [[("曾就该机构的众创空间声明回避", True)]]
    assert reasons(entries[1], stepped_aside) == [[]]


def test_the_city_reads_load_and_conflicts_when_it_chooses(campaign, entries, city):
    one = expert("柳青", employer=entries[0].space.operator.name, expertise="新材料")
    make_marking(entries[1], one)
    (marker,) = [each for each in markers_for(campaign) if each.expert == one]
    assert marker.label == f"柳青（{one.employer}，新材料），待评1家"
    assert marker.hint == "甲空间：工作单位是运营机构"


def test_a_draw_excludes_conflicts_and_can_be_repeated(campaign, entries, city):
    fitting = [expert(expertise="新材料") for _ in range(3)]
    off = expert(expertise="新材料", employer=entries[1].space.operator.name)
    expert(expertise="生物医药")
    record = draw_markers(campaign, actor=city, kind="", quotas=[Quota("新材料", 2)], most_open=9)
    assert (record.status, set(record.drawn) <= {each.pk for each in fitting}) == ("proposed", True)
    assert is_repeatable(record)
    line = next(line for line in pool_lines(record) if line.name == str(off))
    assert line.excluded == "乙空间：工作单位是运营机构"
    assert not MarkingAssignment.objects.exists()
    assert HistoryLine.objects.get(action="draw_markers").details["seed"] == record.seed
    assert confirm_markers_draw(record, actor=city) == Assigned(4, 0)
    assert set(MarkingAssignment.objects.values_list("expert", flat=True)) == set(record.drawn)
    with pytest.raises(WorkflowRefused, match="这次抽取已确认，不用再办理"):
        confirm_markers_draw(record, actor=city)
    assert broken_chains() == []


def test_a_draw_is_made_anew_with_a_reason_alone(campaign, entries, city):
    for _ in range(2):
        expert()
    options = {"actor": city, "kind": "", "quotas": [Quota("", 1)], "most_open": 9}
    first = draw_markers(campaign, **options)
    with pytest.raises(WorkflowRefused, match="还没有确认。重新抽取的，请填写原因"):
        draw_markers(campaign, **options)
    draw_markers(campaign, reason="专家出差", **options)
    first.refresh_from_db()
    assert (first.status, first.ended_reason) == ("discarded", "专家出差")
    with pytest.raises(WorkflowRefused, match="专家库中可以抽取的专家不足，还差1位"):
        draw_markers(campaign, reason="增加人数", **options | {"quotas": [Quota("", 3)]})
    assert MarkersDraw.objects.get(status="proposed").drawn
    with pytest.raises(WorkflowRefused, match="没有参加评价的众创空间"):
        draw_markers(campaign, reason="再抽", **options | {"kind": "professional"})


def test_a_draw_whose_pool_changed_is_not_confirmed(campaign, entries, city):
    drawn, gone = expert("柳青"), expert("秦岭")
    record = draw_markers(campaign, actor=city, kind="", quotas=[Quota("", 2)], most_open=9)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    User.objects.filter(pk=drawn.pk).update(employer=entries[0].space.operator.name)
    assert markers_draw_changes(record) == ["秦岭的账号已停用", "柳青应当回避：甲空间：工作单位是运营机构"]
    with pytest.raises(WorkflowRefused, match="请重新抽取") as refusal:
        confirm_markers_draw(record, actor=city)
    assert refusal.value.way_on == f"/evaluations/{campaign.pk}/draw/"
    assert not MarkingAssignment.objects.exists()


def test_an_expert_is_taken_off_and_marks_stay_on_file(campaign, entries, city):
    one, other = expert(), expert()
    assign_markers(campaign, entries=[each.pk for each in entries], experts=[one, other], actor=city)
    entry = entry_of(campaign, entries[0].space)
    self_assess(entry)
    given = {"T": Given(Decimal(18), "记录完整")}
    for marker in (one, other):
        submit_marks(MarkingAssignment.objects.get(entry=entry, expert=marker), given=given, actor=marker)
    save_marks(MarkingAssignment.objects.get(entry=entries[1], expert=one), given=given, actor=one)
    with pytest.raises(WorkflowRefused, match="请填写撤换原因"):
        release_marker(campaign, expert=one, reason=" ", actor=city)
    assert release_marker(campaign, expert=one, reason="长期出国", actor=city) == 2
    assert ExpertMark.objects.filter(assignment__expert=one).count() == 2
    assert expert_marks_of(campaign)[entry.space_id] == {"T": (Decimal(18),)}
    lines = HistoryLine.objects.filter(action="release_marker").order_by("pk")
    assert sorted(line.details["had"] for line in lines) == ["assigned", "submitted"]
    told = Notice.objects.get(user=one, key__startswith="markings-released")
    assert (told.title, told.body) == (f"{campaign}：2家众创空间不再由您评分", "原因：长期出国")
    with pytest.raises(WorkflowRefused, match="没有可以撤换的评分任务"):
        release_marker(campaign, expert=one, reason="再次", actor=city)
    assert assign_markers(campaign, entries=[entry.pk], experts=[one], actor=city) == Assigned(0, 0)
    with pytest.raises(WorkflowRefused, match="现在是“已撤换”，不能再修改"):
        save_marks(MarkingAssignment.objects.get(entry=entries[1], expert=one), given=given, actor=one)


def test_the_pages(client, settings, campaign, entries, city):
    settings.SECOND_FACTOR_ROLES = []
    one, two = expert("柳青", expertise="新材料"), expert("秦岭", employer=entries[0].space.operator.name)
    client.force_login(city)
    page = client.get(f"/evaluations/{campaign.pk}/markers/").content.decode()
    assert "柳青（" in page
    assert "甲空间：工作单位是运营机构" in page
    form = {"kind": "", "field_1": "", "number_1": "1", "most_open": "60"}
    answer = client.post(f"/evaluations/{campaign.pk}/draw/", form, follow=True)
    told = answer.content.decode()
    assert "已按记录的种子和专家库重新计算，结果与记录一致。" in told
    assert "待评上限60家" in told
    record = MarkersDraw.objects.get()
    assert record.drawn == [one.pk]
    assert "还没有确认" in client.get(f"/evaluations/{campaign.pk}/draw/").content.decode()
    told = client.post(f"/markers-draws/{record.pk}/", follow=True).content.decode()
    assert "已分配2项评分任务。" in told
    place = MarkingAssignment.objects.get(entry=entries[0])
    page = client.get(f"/grades/{entries[0].pk}/").content.decode()
    assert f"/marking-places/{place.pk}/release/" in page
    client.post(f"/marking-places/{place.pk}/release/", {"reason": "身体原因"})
    assert "身体原因" in client.get(f"/grades/{entries[0].pk}/").content.decode()
    told = client.post(
        f"/evaluations/{campaign.pk}/markers/release/", {"expert": one.pk, "reason": "身体原因"}, follow=True
    )
    assert "已撤换柳青，1项评分任务终止。" in told.content.decode()
    client.force_login(one)
    assert client.get(f"/markings/{place.pk}/").status_code == 404
    assert two.is_active
