"""A draft that begins from an earlier application: what is taken over, what is not, and who may."""

import pytest

from filings import models as m
from filings.errors import WorkflowRefused
from filings.selectors.applications import draft_of
from filings.selectors.sections import SectionState
from filings.services.applications import withdraw_application
from filings.services.attachments import move_attachment, remove_attachment
from filings.services.copying import copy_application
from filings.workflow import Role
from tests.factories import TODAY, make_compliant_space, make_round, make_user
from tests.factories_applications import make_complete_draft, make_submitted, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def earlier():
    space = make_compliant_space()
    space.sites.update(tenure="granted")
    application = make_complete_draft(space)
    attachment = application.attachments.first()
    move_attachment(attachment, actor=member_of(space.operator), page=2)
    return withdraw_application(application, actor=member_of(space.operator))


def copy(earlier, **options):
    chosen = {"actor": member_of(earlier.operator), "round_": earlier.round, "kind": earlier.kind}
    return copy_application(earlier, **chosen | options)


def evidence(application):
    return sorted(application.attachments.values_list("document", "file", "page"))


def test_explanations_and_evidence_are_taken_over_with_their_pages(earlier):
    draft = copy(earlier)
    assert draft.state == "draft"
    assert evidence(draft) == evidence(earlier)
    assert 2 in draft.attachments.values_list("page", flat=True)
    texts = {each.code: each.explanations for each in earlier.sections.all() if any(each.explanations.values())}
    assert {each.code: each.explanations for each in draft.sections.all()} == texts
    assert list(texts) == ["5.2"]
    line = m.HistoryLine.objects.get(action="copy")
    assert line.details == {"from": earlier.pk, "sections": 1, "attachments": len(evidence(earlier))}


def test_no_section_is_confirmed_so_that_figures_come_anew(earlier):
    assert earlier.sections.exclude(confirmed_at=None).count() == 8
    draft = copy(earlier)
    assert not draft.sections.exclude(confirmed_at=None).exists()
    earlier.space.sites.update(workstations=7)
    assessed = draft_of(draft, as_of=TODAY)
    assert assessed.full.site.workstations == 7
    assert SectionState.DONE not in {task.state for task in assessed.tasks}


def test_taking_a_file_off_the_copy_leaves_the_earlier_one_whole(earlier):
    draft = copy(earlier)
    attachment = draft.attachments.first()
    remove_attachment(attachment, actor=member_of(draft.operator))
    assert m.StoredFile.objects.filter(pk=attachment.file_id).exists()
    assert attachment.file_id in earlier.attachments.values_list("file", flat=True)


def test_the_guards_of_a_new_draft_hold(earlier):
    copy(earlier)
    with pytest.raises(WorkflowRefused, match="已有一件在办的申请"):
        copy(earlier)
    other = make_round(kinds=["professional"])
    withdraw_application(m.Application.objects.get(state="draft"), actor=member_of(earlier.operator))
    with pytest.raises(WorkflowRefused, match="不受理综合性"):
        copy(earlier, round_=other)
    assert m.Application.objects.filter(space=earlier.space).count() == 2


def test_under_a_ban_nothing_is_copied(earlier):
    m.Ban.objects.create(
        uscc=earlier.operator.uscc, ground="fraud", since="2026-01-01", until="2028-01-01", source="决定书"
    )
    with pytest.raises(WorkflowRefused, match="不得申报"):
        copy(earlier)


def test_one_under_way_and_a_strangers_are_refused(earlier):
    with pytest.raises(WorkflowRefused, match="还在办理，不能复制"):
        copy(make_submitted())
    with pytest.raises(WorkflowRefused, match="只能复制本机构的申请"):
        copy(earlier, actor=make_user(Role.OPERATOR))


def test_through_the_pages(client, earlier):
    client.force_login(member_of(earlier.operator))
    page = client.get(f"/applications/{earlier.pk}/").content.decode()
    assert f'href="/applications/new/?from={earlier.pk}"' in page
    response = client.get(f"/applications/new/?from={earlier.pk}")
    assert response.context["form"]["earlier"].value() == earlier.pk
    data = {"space": earlier.space_id, "kind": earlier.kind, "round_": earlier.round_id, "earlier": earlier.pk}
    draft_url = client.post("/applications/new/", data)["Location"]
    draft = m.Application.objects.get(state="draft")
    assert draft_url == f"/applications/{draft.pk}/"
    assert evidence(draft) == evidence(earlier)


def test_an_application_of_another_space_is_said_at_the_field(client, earlier):
    space = make_compliant_space(operator=earlier.operator, district=earlier.operator.district)
    client.force_login(member_of(earlier.operator))
    data = {"space": space.pk, "kind": "comprehensive", "round_": earlier.round_id, "earlier": earlier.pk}
    response = client.post("/applications/new/", data)
    assert list(response.context["form"].errors) == ["earlier"]
    data["earlier"] = make_submitted().pk
    assert client.post("/applications/new/", data).context["form"].errors == {
        "earlier": ["请选择本机构已经办结的申请。"]
    }
