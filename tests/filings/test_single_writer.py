"""`state` of applications, filings, annual returns and evaluations is written in named modules only: read from the syntax of every source file."""

import ast
from pathlib import Path

from django.conf import settings

WRITERS = {
    "filings/services/history.py": "write_step(): the state and its line, for the two that follow",
    "filings/services/transitions.py": "advance(), the one writer of an application's state",
    "filings/services/fraud/transitions.py": "advance_case(), the one writer of a fraud case's state",
    "filings/services/changes/transitions.py": "advance_change(), the one writer of a change's state",
    "filings/services/upward/transitions.py": "advance_upward(), the one writer of a recommendation's state",
    "filings/services/revocations/transitions.py": "advance_revocation(), the one writer of a revocation's state",
    "filings/services/filings.py": "files, supersedes, cancels, revokes, reinstates: the state of a filing",
    "evaluation/services/returns/transitions.py": "advance_return() and write_in_bulk(), the writers of a return's state",
    "evaluation/services/campaigns/transitions.py": "advance_campaign(), the one writer of a campaign's state",
    "filings/services/imports/jobs.py": "how far a load of sheets is, which is no record of the business",
    "filings/services/batches/jobs.py": "how far a batch is, likewise",
    "filings/services/outbox.py": "how far an e-mail is, likewise",
    "evaluation/populate/cases.py": "populate: writes a database of any size in bulk, for measuring; applications",
    "evaluation/populate/spaces.py": "populate: filings",
    "evaluation/populate/returns.py": "populate: annual returns",
}
"""Who may, and why. A module that is not there yet may be named."""

STATEFUL = {
    "AnnualReturn",
    "Application",
    "Campaign",
    "ChangeReport",
    "Filing",
    "FraudCase",
    "Revocation",
    "UpwardRecommendation",
}


def sources():
    for app in ("filings", "evaluation", "zzspace"):
        for path in sorted((Path(settings.BASE_DIR) / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(settings.BASE_DIR).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def assigns_state(node):
    """x.state = …, x.state += …, setattr(x, "state", …)."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "setattr":
        return len(node.args) > 1 and isinstance(node.args[1], ast.Constant) and node.args[1].value == "state"
    return False


def writes_state_by_call(node):
    """….update(state=…), Application.objects.create(state=…), Application(state=…), tables.add(Application, state=…),
    and write_step(…), which does it for its caller.
    """
    if isinstance(node, ast.Call) and ast.unparse(node.func).rsplit(".", 1)[-1] == "write_step":
        return True
    if not isinstance(node, ast.Call) or not any(keyword.arg == "state" for keyword in node.keywords):
        return False
    called = ast.unparse(node.func)
    if node.args and ast.unparse(node.args[0]).rsplit(".", 1)[-1] in STATEFUL:
        return True
    return called.endswith((".update", ".bulk_update")) or any(
        called in {name, f"m.{name}", f"models.{name}"}
        or (
            called.startswith((f"{name}.objects", f"m.{name}.objects"))
            and called.endswith((".create", ".get_or_create", ".update_or_create"))
        )
        for name in STATEFUL
    )


def test_state_is_written_in_the_named_modules_alone():
    found = {
        name for name, tree in sources() for node in ast.walk(tree) if assigns_state(node) or writes_state_by_call(node)
    }
    assert found - set(WRITERS) == set()


def test_populate_is_named_for_what_it_writes():
    trees = dict(sources())
    named = [name for name in WRITERS if name.startswith("evaluation/populate/")]
    assert all(any(writes_state_by_call(node) for node in ast.walk(trees[name])) for name in named)


def test_advance_is_what_writes_the_state_of_applications():
    tree = dict(sources())["filings/services/transitions.py"]
    writing = {
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and any(writes_state_by_call(node) for node in ast.walk(function))
    }
    assert writing == {"advance"}
