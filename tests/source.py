"""The project's own files as the guards read them; asks git, so that what is ignored is not judged."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("zzspace", "filings", "evaluation")
NOT_OURS = {".git", ".venv", "node_modules", "var", "staticfiles", "__pycache__"}


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file of the project, new ones included; without git, all but what is installed or made."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, capture_output=True, check=False, text=True)
    if listing.returncode == 0:
        paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not NOT_OURS.intersection(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in paths if path.is_file()))


def files(*folders: str, suffix: str) -> list[Path]:
    """Files under these folders of the project; migrations, which Django writes, left out."""
    return [
        path
        for path in tracked_files()
        if path.suffix == suffix and path.relative_to(ROOT).parts[0] in folders and "migrations" not in path.parts
    ]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def imported_roots(path: Path) -> set[str]:
    """The first names of what a module imports, wherever in it."""
    roots = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            roots |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            roots.add(node.module.split(".")[0])
    return roots


def named_modules(path: Path) -> set[str]:
    """The first names of what a module imports by a string: import_module("weasyprint.text.fonts")."""
    return {
        node.args[0].value.split(".")[0]
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and "import_module" in ast.dump(node.func)
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
