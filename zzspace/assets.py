"""The npm files that browsers get, under /static/npm/: only these are found and collected. Icons are not among them (see icons.py)."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage, Storage

PREFIX = "npm"
NODE_MODULES = Path(settings.BASE_DIR) / "node_modules"

# Published name → file in node_modules. The source maps are named by the files beside them, so hashing looks for them.
FILES = {
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap.min.css.map": "bootstrap/dist/css/bootstrap.min.css.map",
    "bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "bootstrap.bundle.min.js.map": "bootstrap/dist/js/bootstrap.bundle.min.js.map",
    "echarts.common.min.js": "echarts/dist/echarts.common.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "noto-sans-sc/index.css": "@fontsource-variable/noto-sans-sc/index.css",
}
# Published folder → folder in node_modules, all of whose files with the suffix are published.
FOLDERS = {"noto-sans-sc/files": ("@fontsource-variable/noto-sans-sc/files", ".woff2")}


def published_files() -> dict[str, str]:
    """Published name → path below node_modules, folders included."""
    found = dict(FILES)
    for name, (folder, suffix) in FOLDERS.items():
        for file in sorted((NODE_MODULES / folder).glob(f"*{suffix}")):
            found[f"{name}/{file.name}"] = f"{folder}/{file.name}"
    return found


class NpmStorage(FileSystemStorage):
    """node_modules seen through published names; read-only in use."""

    prefix = PREFIX

    def __init__(self) -> None:
        super().__init__(location=NODE_MODULES)
        self.names = published_files()

    def path(self, name: str) -> str:
        return super().path(self.names.get(name, name))


class NpmFinder(BaseFinder):
    """Finds the files above as `npm/<published name>`; for STATICFILES_FINDERS."""

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        self.storage = NpmStorage()

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        absent = [name for name, path in self.storage.names.items() if not (NODE_MODULES / path).is_file()]
        if not absent:
            return []
        return [Error(f"npm files are absent: {', '.join(absent)}", hint="Run `npm ci`.", id="zzspace.E001")]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = self._find(path)
        if find_all:
            return [found] if found else []
        return found or []

    def _find(self, path: str) -> str | None:
        prefix, _, name = path.partition("/")
        if prefix != PREFIX or name not in self.storage.names:
            return None
        return self.storage.path(name)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name in self.storage.names:
            yield name, self.storage
