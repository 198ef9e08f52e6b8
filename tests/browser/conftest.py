"""A person at a browser: signs in, reads, clicks; every page that is passed is checked by axe and for console errors."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandlerMixin
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from playwright.sync_api import Browser, Page, Response

from filings.models import User
from tests.factories import pdf_bytes

PASSWORD = "Correct-horse-9"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
DIGITS = re.compile(r"\d+")
MADE_OF = """() => [window.innerWidth, document.documentElement.dataset.bsTheme, ...[...new Set(
    [...document.querySelectorAll('body, body *')].map(e => [e.tagName, e.className, e.type, e.getAttribute('role'),
    e.hasAttribute('aria-label'), e.hasAttribute('id')].join()))].sort()].join(' ')"""
"""What a page is made of: its width and theme, and each kind of element once."""
SEEN: set[tuple[str, str]] = set()
"""Pages that axe has looked over in this process: a page of one address made of the same parts is not asked about twice."""


class Person:
    """Somebody at a browser of their own. Pages are asked for by path, found by what they show."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.complaints: list[str] = []
        page.on("console", lambda message: self.note(message.type, message.text))
        page.on("pageerror", lambda error: self.note("error", str(error)))

    def note(self, kind: str, text: str) -> None:
        if kind == "error":
            self.complaints.append(f"{self.page.url}: {text}")

    def visit(self, path: str, status: int = 200) -> "Person":
        """Open a path, expect its status, look the page over."""
        answer = self.page.goto(f"{self.base}{path}")
        assert isinstance(answer, Response)
        assert answer.status == status, f"{path}: {answer.status}"
        return self.look_over()

    def look_over(self) -> "Person":
        """axe finds nothing; nothing hangs over the right edge."""
        self.page.evaluate("document.fonts.ready")
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), self.page.url
        key = (DIGITS.sub("0", self.page.url.partition("?")[0].removeprefix(self.base)), self.page.evaluate(MADE_OF))
        if key not in SEEN:
            found = Axe().run(self.page, options=RULES).response["violations"]
            told = [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]
            assert told == [], self.page.url
            SEEN.add(key)
        return self

    def fill(self, **values: str) -> "Person":
        """Fill controls by name; choices by their value, files by path."""
        for name, value in values.items():
            control = self.page.locator(f"main [name='{name}']").first
            kind = control.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
            if kind == "select":
                control.select_option(value)
            elif kind == "file":
                control.set_input_files(value)
            elif kind in ("radio", "checkbox"):
                self.choose(name, value)
            else:
                control.fill(value)
        return self

    def choose(self, name: str, value: str) -> None:
        """Pick one of several by its value, or the only one; the control itself may be hidden behind its label."""
        alone = self.page.locator(f"main [name='{name}']:not([value])")
        chosen = alone if alone.count() else self.page.locator(f"main [name='{name}'][value='{value}']")
        chosen.evaluate("e => e.click()")
        assert chosen.is_checked()

    def press(self, words: str) -> "Person":
        """Press the button or follow the link of this name in the page, and look the next page over."""
        target = self.page.get_by_role("main").get_by_role("button", name=words, exact=False)
        if target.count() == 0:
            target = self.page.get_by_role("main").get_by_role("link", name=words, exact=False)
        with self.page.expect_navigation():
            target.first.click()
        return self.look_over()

    def reads(self, *words: str) -> "Person":
        """The page shows these words."""
        text = self.page.get_by_role("main").inner_text()
        for each in words:
            assert each in text, f"{self.page.url} does not show {each}"
        return self

    def download(self, words: str, path: Path) -> Path:
        """What a link of the page gives, kept under a path."""
        with self.page.expect_download() as awaited:
            self.page.get_by_role("main").get_by_role("link", name=words).first.click()
        awaited.value.save_as(path)
        return path

    def sign_in(self, username: str) -> "Person":
        self.visit("/accounts/login/")
        self.fill(login=username, password=PASSWORD).press("登录")
        return self


@pytest.fixture(autouse=True)
def _static_files_are_kept(monkeypatch):
    """A browser asks for each static file once, as of a real server, whose names change with their contents. A year, for the
    server's clock stands months behind the browser's.
    """
    serve = StaticFilesHandlerMixin.serve

    def kept(handler: StaticFilesHandlerMixin, request: HttpRequest) -> HttpResponseBase:
        answer = serve(handler, request)
        answer["Cache-Control"] = "max-age=31536000, immutable"
        return answer

    monkeypatch.setattr(StaticFilesHandlerMixin, "serve", kept)


@pytest.fixture
def base(live_server, settings) -> str:
    """The address of the running product; no second factor, as in the demo; no attempts counted before, for the clock
    of the tests stands still and no limit of so many a minute would ever end.
    """
    cache.clear()
    settings.SECOND_FACTOR_ROLES = []
    settings.BASE_URL = live_server.url
    return live_server.url


@pytest.fixture
def come(browser: Browser, base, browser_context_args) -> Callable[..., Person]:
    """Somebody at a new browser: a visitor, or the user given, signed in. What a console complains of fails the test."""
    people: list[Person] = []

    def arrive(user: User | None = None, **options: object) -> Person:
        page = browser.new_context(**browser_context_args | options).new_page()
        person = Person(page, base)
        people.append(person)
        return person.sign_in(user.username) if user else person

    yield arrive
    complaints = [complaint for person in people for complaint in person.complaints]
    for person in people:
        person.page.context.close()
    assert complaints == []


@pytest.fixture
def papers(tmp_path) -> Callable[[str], str]:
    """A real PDF of a name, as a path to upload."""

    def paper(name: str) -> str:
        path = Path(tmp_path) / f"{name}.pdf"
        path.write_bytes(pdf_bytes(2))
        return str(path)

    return paper
