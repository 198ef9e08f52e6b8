"""workflow_diagram: the README's diagram is the table's."""

import pytest
from django.core.management import CommandError, call_command

from filings.management.commands import workflow_diagram


def test_the_readme_is_up_to_date():
    call_command("workflow_diagram", "--check")


def test_every_transition_is_drawn():
    drawn = workflow_diagram.diagram()
    assert "    submitted --> recommended : recommend 推荐 ✍ (区县科技主管部门)" in drawn
    assert drawn.count("-->") == 1 + 31 + 6  # begin, one for each source of each action, the ends


def test_every_step_of_a_change_is_drawn():
    drawn = workflow_diagram.change_diagram()
    assert "    forwarded --> filed : file_change 变更备案 ✍ (市科技局)" in drawn
    assert "    returned --> closed : close_change 变更随备案终止 (系统)" in drawn
    assert drawn.count("-->") == 1 + 26 + 3


def test_every_step_of_a_revocation_is_drawn():
    drawn = workflow_diagram.revocation_diagram()
    assert "    checked --> revoked : revoke_filing 撤销备案 ✍ (市科技局)" in drawn
    assert "    served --> heard : defend_revocation 陈述申辩 (运营机构)" in drawn
    assert drawn.count("-->") == 1 + 15 + 2


def test_an_old_diagram_is_found_and_written_anew(tmp_path, monkeypatch):
    readme = tmp_path / "README.md"
    begins = (workflow_diagram.BEGIN, workflow_diagram.BEGIN_CHANGE, workflow_diagram.BEGIN_REVOCATION)
    text = "".join(f"{begin}\nold\n{workflow_diagram.END}\n" for begin in begins)
    readme.write_text(f"# x\n{text}rest\n", encoding="utf-8")
    monkeypatch.setattr(workflow_diagram, "readme", lambda: readme)
    with pytest.raises(CommandError, match=r"run manage\.py workflow_diagram"):
        call_command("workflow_diagram", "--check")
    call_command("workflow_diagram")
    call_command("workflow_diagram", "--check")
    assert readme.read_text(encoding="utf-8").endswith(f"{workflow_diagram.END}\nrest\n")


def test_a_readme_without_markers_is_refused(tmp_path, monkeypatch):
    readme = tmp_path / "README.md"
    readme.write_text("# x\n", encoding="utf-8")
    monkeypatch.setattr(workflow_diagram, "readme", lambda: readme)
    with pytest.raises(CommandError, match="lacks the markers"):
        call_command("workflow_diagram")
