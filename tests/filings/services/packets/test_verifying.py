"""Packets: the same record gives the same bytes, and whatever is changed, missing or added is found and named."""

import hashlib
import json
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from filings.permissions import decided_applications
from filings.services.correction_requests import lapse_application
from filings.services.decline_reviews import ask_decline_review, uphold_decline
from filings.services.history import canonical, digest_of
from filings.services.packets import verifying
from filings.services.packets.verifying import NotAPacketError, packet_problems, problems_of_bytes
from filings.services.packets.writing import MANIFEST, NO_TIME
from filings.services.recommendation import prepare_decline
from filings.services.seals import broken_records
from filings.services.signing import sign_act
from filings.workflow import State
from tests.factories import TODAY, make_round, pdf_bytes
from tests.factories_applications import member_of
from tests.factories_correction import DUE, GROUNDS, make_returned, resubmit, send_back, settle_all
from tests.factories_district import clerk_of, verify_all
from tests.factories_packets import make_rejected, packet_of
from tests.factories_story import city_clerk, make_in_state

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plain_papers(monkeypatch):
    """What papers look like is tested elsewhere; here they are plain."""
    monkeypatch.setattr("filings.documents.issuing.render_pdf", lambda *_, **__: pdf_bytes(1))


@pytest.fixture
def rejected():
    return make_rejected()


def names_of(content):
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return packed.namelist()


def json_in(content, path):
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return json.loads(packed.read(path))


def rewritten(content, *, changed=None, left_out=(), added=None, forged=False):
    """The packet packed anew with other members; `forged`: the manifest is made to fit."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        members = {path: packed.read(path) for path in packed.namelist()}
    members = {path: body for path, body in (members | (changed or {}) | (added or {})).items() if path not in left_out}
    if forged:
        manifest = json.loads(members[MANIFEST])
        manifest["members"] = {
            path: {"sha256": hashlib.sha256(body).hexdigest(), "size": len(body)}
            for path, body in members.items()
            if path != MANIFEST
        }
        members[MANIFEST] = canonical(manifest)
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, body in members.items():
            packed.writestr(path, body)
    return target.getvalue()


def test_a_packet_of_a_rejected_case_holds_what_the_decision_rests_on_and_nothing_moves(rejected):
    content = packet_of(rejected)
    names = names_of(content)
    assert names == [*sorted(names[:-1]), MANIFEST]
    documents = [name for name in names if name.startswith("documents/")]
    assert [name for name in documents if "rejection_notice" in name] == [
        f"documents/{len(documents) - 1:02}_rejection_notice.pdf",
        f"documents/{len(documents) - 1:02}_rejection_notice_sealed_1.pdf",
    ]
    expected = {"application.json", "documents.json", "files.json", "findings.json", "history.json", "marks.json"}
    assert expected | {"reviews.json", "rules/zhengzhou-1.json", "snapshots/1.json"} <= set(names)
    assert json_in(content, "rules/zhengzhou-1.json")["thresholds"]["total_area"]["value"] == "500"
    assert len(json_in(content, "marks.json")) == 3
    assert problems_of_bytes(content) == []
    assert packet_of(rejected) == content
    with zipfile.ZipFile(BytesIO(content)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {NO_TIME}


def test_a_packet_of_an_approved_case_holds_its_filing():
    application = make_in_state(State.APPROVED, round_=make_round(notice_working_days=0))
    content = packet_of(application)
    assert problems_of_bytes(content) == []
    assert json_in(content, "application.json")["filing"]["number"] == application.filing.number
    assert any("certificate" in name for name in names_of(content))


def test_a_districts_packet_withholds_the_panel_and_still_holds(rejected):
    content = packet_of(rejected, clerk_of(rejected))
    names = names_of(content)
    assert not [name for name in names if "score_sheet" in name or "review_summary" in name]
    assert not {"marks.json", "reviews.json"} & set(names)
    withheld = [line for line in json_in(content, "history.json") if line.get("withheld")]
    assert {frozenset(line) for line in withheld} == {frozenset({"sequence", "previous", "digest", "withheld"})}
    assert problems_of_bytes(content) == []


def test_a_packet_of_a_case_that_was_sent_back_holds_both_submissions_and_what_was_asked_and_answered():
    application = resubmit(settle_all(make_returned()))
    verify_all(application)
    send_back(application, "check:5.2.area", why_later="补正后面积与工位不相称。")
    application = resubmit(settle_all(application, reply="已附测绘报告。"))
    verify_all(application)
    act = prepare_decline(
        application, actor=clerk_of(application), grounds=GROUNDS, number="郑不荐〔2026〕9号", issued_on=TODAY
    )
    application = sign_act(act, actor=clerk_of(application, can_sign=True))
    ask_decline_review(application, actor=member_of(application.operator), reason="场地面积有测绘报告。")
    uphold_decline(application, actor=city_clerk(), reason="测绘报告没有签章。")
    content = packet_of(application, clerk_of(application))
    assert (problems_of_bytes(content), broken_records()) == ([], [])
    digests = {name: json_in(content, name)["digest"] for name in names_of(content) if name.startswith("snapshots/")}
    assert list(digests) == ["snapshots/1.json", "snapshots/2.json", "snapshots/3.json"]
    first, second = json_in(content, "corrections.json")
    assert (first["snapshot"]["digest"], second["snapshot"]["digest"]) == tuple(digests.values())[:2]
    assert [(item["target"], item["what"], item["reply"]) for item in first["items"]] == [
        ("5.2.workstations", "请核对后补正。", "已按要求补正。"),
        ("floor_plan", "请核对后补正。", "已按要求补正。"),
    ]
    assert (second["items"][0]["why_later"], second["items"][0]["reply"]) == (
        "补正后面积与工位不相称。",
        "已附测绘报告。",
    )
    notices = [row for row in json_in(content, "documents.json") if row["kind"] == "correction_notice"]
    assert [row["number"] for row in notices] == [first["notice"], second["notice"]]
    (review,) = json_in(content, "decline_reviews.json")
    assert (review["notice"], review["outcome"], review["reply"]) == (
        "郑不荐〔2026〕9号",
        "upheld",
        "测绘报告没有签章。",
    )
    assert any(item["superseded_at"] for item in json_in(content, "findings.json")["items"])


def test_what_lapsed_has_a_packet_without_a_decision():
    application = lapse_application(make_returned(), on=DUE + timedelta(days=1))
    content = packet_of(application, clerk_of(application))
    assert (problems_of_bytes(content), json_in(content, "application.json")["state"]) == ([], "lapsed")
    assert [row["kind"] for row in json_in(content, "documents.json")] == [
        "application_form",
        "correction_notice",
    ]
    assert application in decided_applications(clerk_of(application))


def test_nobody_is_named_beside_the_files(rejected):
    content = packet_of(rejected)
    with zipfile.ZipFile(BytesIO(content)) as packed:
        told = "".join(packed.read(name).decode() for name in ("history.json", "marks.json", "reviews.json"))
        told += packed.read("findings.json").decode()
    experts = [place.expert for place in rejected.assignments.select_related("expert")]
    people = [*experts, clerk_of(rejected)]
    assert not [person for person in people if person.full_name in told or person.username in told]


def test_one_byte_of_each_member_is_found_and_named(rejected):
    content = packet_of(rejected)
    with zipfile.ZipFile(BytesIO(content)) as packed:
        entries = packed.infolist()
    for entry in entries:
        broken = bytearray(content)
        start = (
            entry.header_offset
            + 30
            + int.from_bytes(content[entry.header_offset + 26 : entry.header_offset + 28], "little")
        )
        start += int.from_bytes(content[entry.header_offset + 28 : entry.header_offset + 30], "little")
        broken[start + entry.compress_size // 2] ^= 1
        assert f"{entry.filename}: changed" in problems_of_bytes(bytes(broken))


def test_what_is_missing_or_added_is_named(rejected):
    content = packet_of(rejected)
    assert problems_of_bytes(rewritten(content, left_out={"findings.json"})) == ["findings.json: missing"]
    assert problems_of_bytes(rewritten(content, added={"注.txt": b"x"})) == ["注.txt: added"]


def test_a_member_packed_twice_is_named(rejected):
    target = BytesIO(packet_of(rejected))
    with zipfile.ZipFile(target, "a") as packed, pytest.warns(UserWarning, match="Duplicate name"):
        packed.writestr("findings.json", b"{}")
    assert "findings.json: added a second time" in problems_of_bytes(target.getvalue())


def test_a_forged_manifest_does_not_hide_a_changed_line_or_snapshot(rejected):
    content = packet_of(rejected)
    lines = json_in(content, "history.json")
    lines[3]["reason"] = "另一理由"
    forged = rewritten(content, changed={"history.json": canonical(lines)}, forged=True)
    assert problems_of_bytes(forged) == ["history.json: line 4 breaks the chain"]
    cut = rewritten(content, changed={"history.json": canonical(lines[1:])}, forged=True)
    assert problems_of_bytes(cut)[0] == "history.json: line 1 breaks the chain"
    hidden = [{key: line[key] for key in ("sequence", "previous", "digest")} | {"withheld": True} for line in lines]
    assert "history.json: line 1 breaks the chain" in problems_of_bytes(
        rewritten(content, changed={"history.json": canonical(hidden)}, forged=True)
    )
    frozen = json_in(content, "snapshots/1.json")
    frozen["content"]["facts"]["site"]["workstations"] = 9999
    changed = rewritten(content, changed={"snapshots/1.json": canonical(frozen)}, forged=True)
    assert problems_of_bytes(changed) == ["snapshots/1.json: does not give its digest"]
    frozen["digest"] = digest_of(frozen["content"])
    changed = rewritten(content, changed={"snapshots/1.json": canonical(frozen)}, forged=True)
    assert problems_of_bytes(changed) == ["snapshots/1.json: not in the history"]
    file = frozen["content"]["files"][0]["sha256"]
    path = next(name for name in names_of(content) if file in name)
    assert problems_of_bytes(rewritten(content, left_out={path}, forged=True))[0] == (
        f"snapshots/1.json: its file {file} is missing"
    )


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"%PDF-1.7"])
def test_what_is_no_zip_is_told(content):
    with pytest.raises(NotAPacketError):
        problems_of_bytes(content)


@pytest.mark.parametrize(
    "manifest", [None, b"[]", b"{", b'{"format": "other"}', b'{"format": "zzspace-packet", "schema": 1}', b"[" * 90_000]
)
def test_a_zip_without_a_manifest_of_ours_is_no_packet(manifest):
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("history.json", b"[]")
        if manifest is not None:
            packed.writestr(MANIFEST, manifest)
    with pytest.raises(NotAPacketError):
        problems_of_bytes(target.getvalue())


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("bomb", bytes(32 << 20))
    with pytest.raises(NotAPacketError, match="bomb: unpacks to far more than it is"):
        problems_of_bytes(target.getvalue())
    monkeypatch.setattr(verifying, "MOST_MEMBERS", 0)
    with pytest.raises(NotAPacketError, match="more than 0 members"):
        problems_of_bytes(target.getvalue())


def test_the_command_answers_by_its_exit_code(rejected, tmp_path, capsys):
    content = packet_of(rejected)
    for name, body in (("good", content), ("bad", rewritten(content, left_out={"findings.json"})), ("no", b"x")):
        (tmp_path / name).write_bytes(body)
    call_command("verify_packet", tmp_path / "good")
    digest = packet_problems(BytesIO(content))[0]
    assert capsys.readouterr().out == f"{tmp_path / 'good'}: everything holds; manifest {digest}\n"
    for name, code, told in (
        ("bad", 1, "findings.json: missing"),
        ("no", 2, "not a packet"),
        ("absent", 2, "cannot be read"),
    ):
        with pytest.raises(CommandError, match=told) as refused:
            call_command("verify_packet", tmp_path / name)
        assert refused.value.returncode == code
