"""Guards over the whole source: what no single module's test would notice. Layers are import-linter's matter."""

import ast
import json
import re
import sys
import tomllib
from importlib import metadata

import pytest
from django.core.management import call_command, get_commands
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.source import APPS, ROOT, files, imported_roots, module_of, name_of, named_modules, tracked_files, tree_of

SOURCE = files(*APPS, suffix=".py")
TESTS = files("tests", suffix=".py")
PURE = [path for path in SOURCE if module_of(path).startswith(("filings.rules", "evaluation.scoring"))]
PURE += [path for path in SOURCE if module_of(path).startswith("evaluation.statistics.checks")]

# Counting, places after the point, months, half a year and per cent; every other figure belongs to a version.
FIGURES_OF_NO_LAW = {0, 1, 2, 6, 12, 100}


def read(name):
    return (ROOT / name).read_text("utf-8")


# Size and shape --------------------------------------------------------------------------------------------------


def test_no_file_outgrows_its_limit():
    limits = [(path, 400) for path in SOURCE] + [(path, 600) for path in TESTS]
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) - limit for path, limit in limits}
    assert {name: f"{over} lines over" for name, over in lengths.items() if over > 0} == {}


def test_no_function_outgrows_45_lines():
    long = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in SOURCE
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 - len((ast.get_docstring(node) or "").splitlines()) > 45
    ]
    assert long == []


def test_conftest_stays_small():
    assert len(read("tests/conftest.py").splitlines()) < 150


def test_every_module_says_what_belongs_there():
    silent = [name_of(path) for path in SOURCE if tree_of(path).body and not ast.get_docstring(tree_of(path))]
    assert silent == []


def test_no_module_is_a_catch_all():
    names = {"utils", "helpers", "common", "misc"}
    assert [name_of(path) for path in SOURCE + TESTS if names.intersection(module_of(path).split("."))] == []


# What may be used where ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PURE, ids=module_of)
def test_rules_and_scoring_use_the_standard_library_alone(path):
    allowed = set(sys.stdlib_module_names) | {"filings", "evaluation"}
    if module_of(path) == "filings.rules.periods":
        allowed.add("chinese_calendar")
    assert imported_roots(path) - allowed == set()


@pytest.mark.parametrize("path", PURE, ids=module_of)
def test_rules_and_scoring_use_no_float(path):
    nodes = list(ast.walk(tree_of(path)))
    literals = [node.lineno for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    # The name alone is fine where a float is refused: isinstance(value, float).
    calls = [
        node.lineno
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
    ]
    assert literals + calls == []


def test_figures_of_the_law_stand_in_versions_only():
    checks = [path for path in PURE if module_of(path).startswith(("filings.rules.checks", "filings.rules.engine"))]
    figures = [
        f"{name_of(path)}:{node.lineno} {node.value}"
        for path in checks
        for statement in tree_of(path).body
        if not isinstance(
            statement, ast.Assign | ast.AnnAssign
        )  # a named constant of the machinery, such as a cache's size
        for node in ast.walk(statement)
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value not in FIGURES_OF_NO_LAW
    ]
    assert figures == []


def test_only_commands_print():
    speaking = [
        f"{name_of(path)}:{node.lineno}"
        for path in SOURCE
        if ".management." not in module_of(path)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert speaking == []


@pytest.mark.parametrize(
    ("library", "home"), [("weasyprint", "zzspace.pdf"), ("python_calamine", "zzspace.sheets.calamine_process")]
)
def test_a_library_has_one_home(library, home):
    importers = {module_of(path) for path in SOURCE if library in imported_roots(path) | named_modules(path)}
    assert importers <= {home}


# What the repository may hold ------------------------------------------------------------------------------------


def test_no_file_names_a_registry_or_somebodys_folder():
    registries = ["pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org", "deb.debian" + ".org"]
    somebodys = re.compile(r"(?<![\w.\-/])/(?:" + "home|root|Users|work" + r")/\w")
    found = []
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" in content:  # a picture or a font
            continue
        text = content.decode("utf-8", errors="replace")
        found += [f"{name_of(path)}: {registry}" for registry in registries if registry in text]
        found += [f"{name_of(path)}: {match.group()}" for match in somebodys.finditer(text)]
    assert found == []


def test_locks_hold_no_address():
    assert "://" not in read("requirements.lock")
    assert [
        name for name, entry in json.loads(read("package-lock.json"))["packages"].items() if "resolved" in entry
    ] == []


@pytest.mark.django_db
def test_migrations_are_in_step():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


# The lock and what is declared -----------------------------------------------------------------------------------


def declared():
    project = tomllib.loads(read("pyproject.toml"))
    return [Requirement(line) for line in project["project"]["dependencies"] + project["dependency-groups"]["dev"]]


def locked():
    """{package: version} of the lock; a package locked once for each platform keeps its last line."""
    pins = re.findall(r"^([\w.\-]+)==([^\s;\\]+)", read("requirements.lock"), flags=re.MULTILINE)
    return {canonicalize_name(name): version for name, version in pins}


def test_the_lock_meets_what_is_declared():
    lock = locked()
    unmet = [
        str(wanted)
        for wanted in declared()
        if not wanted.specifier.contains(lock.get(canonicalize_name(wanted.name), "0"))
    ]
    assert unmet == []


def test_the_lock_holds_nothing_that_nobody_asked_for():
    lock, wanted, queue = locked(), set(), [(item.name, item.extras) for item in declared()]
    while queue:
        name, extras = queue.pop()
        name = canonicalize_name(name)
        if (name, frozenset(extras)) in wanted:
            continue
        wanted.add((name, frozenset(extras)))
        try:
            requirements = [Requirement(line) for line in metadata.requires(name) or []]
        except metadata.PackageNotFoundError:  # of another platform
            continue
        for item in requirements:
            environments = [{**default_environment(), "extra": extra} for extra in extras or {""}]
            if not item.marker or any(item.marker.evaluate(environment) for environment in environments):
                queue.append((item.name, item.extras))
    installed = {canonicalize_name(item.metadata["Name"]) for item in metadata.distributions()}
    assert {name for name in lock if name in installed} - {name for name, _ in wanted} == set()


# Words that readers follow ---------------------------------------------------------------------------------------


def commands_in(text):
    """What stands between backquotes or in fenced blocks: commands are written there."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, flags=re.DOTALL))


@pytest.mark.parametrize("name", ["README.md", "deploy/README.md", "filings/README.md", "evaluation/README.md"])
def test_commands_of_a_readme_exist(name):
    text = read(name)
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), flags=re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z][a-z-]+)", commands_in(text))) - targets == set()
    assert set(re.findall(r"manage(?:\.py)? ([a-z_]+)", text)) - set(get_commands()) == set()


def test_changelog_names_the_version():
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert re.search(rf"^## \[(Unreleased|{re.escape(version)})\]", read("CHANGELOG.md"), flags=re.MULTILINE)
