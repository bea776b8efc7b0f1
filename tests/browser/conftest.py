"""A real Karn, served from a real demo of the agency, and a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ARTIFACTS = ROOT / "test-artifacts"
FRUGAL = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-extensions", "--mute-audio",
]  # fmt: skip


@dataclass(frozen=True)
class Served:
    """A running Karn and the login of its administrator."""

    address: str
    email: str
    password: str
    language: str = "en"


@dataclass
class Watched:
    """A page, and what went wrong on it that nobody sees."""

    page: Page
    complaints: list[str]


def environment(data: Path) -> dict[str, str]:
    return os.environ | {"KARN_DATA": str(data), "TERM": "dumb"}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, made_demo: Any) -> Path:
    """A copy of the agency's demo for each worker."""
    copy = tmp_path_factory.mktemp("demo") / "agency"
    # With their owners: PostgreSQL's files are not of whoever runs the tests where that is root.
    subprocess.run(["cp", "--archive", made_demo.folder, copy], check=True)
    return copy


@pytest.fixture(scope="session")
def served(demo: Path) -> Iterator[Served]:
    """`karn serve` on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "karn", "serve", "--port", str(port)], env=environment(demo)
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address + "/login/", server)
        yield Served(address, administrator_of(demo), (demo / "login.txt").read_text(encoding="utf-8"))
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    raise AssertionError(f"{address} did not answer")


def administrator_of(demo: Path) -> str:
    lines = (demo / "exports" / "people.csv").read_text(encoding="utf-8").splitlines()
    return next(line.split(",")[0] for line in lines if line.endswith(",administrator"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser that is gone after the file: while it is open, Django takes the thread for an async one."""
    program = shutil.which("chromium")
    assert program, "there is no chromium: run scripts/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FRUGAL)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, served: Served) -> Iterator[Callable[..., Watched]]:
    """Open pages in a browser of their own: open_page(width=360, color_scheme="dark", …)."""
    contexts: list[BrowserContext] = []

    def opened(width: int = 1280, **options: object) -> Watched:
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="en-GB", **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        return watch(page, served)

    yield opened
    for context in contexts:
        context.close()


def watch(page: Page, served: Served) -> Watched:
    """Note console errors, uncaught errors and requests to anywhere else."""
    watched = Watched(page, [])

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            watched.complaints.append(f"console: {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith((served.address, "data:", "blob:")):
            watched.complaints.append(f"asks another site: {request.url}")

    page.on("console", heard)
    page.on("pageerror", lambda error: watched.complaints.append(f"error: {error}"))
    page.on("request", asked)
    return watched


@pytest.fixture
def log_in(served: Served) -> Callable[[Page], None]:
    """Log the administrator in: log_in(page)."""

    def logged_in(page: Page) -> None:
        page.goto(served.address + "/login/")
        page.fill("#id_username", served.email)
        page.fill("#id_password", served.password)
        page.click("main form button.btn-primary")
        page.wait_for_url(served.address + "/")
        if page.locator("html").get_attribute("lang") != served.language:
            # Another test left the person another language.
            page.locator("summary.karn-person").click()
            page.locator(f".karn-sheet button[value={served.language}]").click()
            page.locator(f"html[lang={served.language}]").wait_for(state="attached")

    return logged_in


@pytest.fixture(scope="session")
def run_there(demo: Path, served: Served) -> Callable[..., str]:  # noqa: ARG001 (its database is there)
    """Run lines in the installation that is served: run_there(lines, …) returns what they print."""
    told = environment(demo) | {"DJANGO_SETTINGS_MODULE": "karn.project.settings"}

    def run(lines: str, *words: str) -> str:
        command = [sys.executable, "-c", lines, *words]
        done = subprocess.run(command, env=told, capture_output=True, check=False, timeout=120, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture
def keep_picture() -> Callable[[Page, str], None]:
    """Leave a picture of the whole page in test-artifacts/, for people to look at."""

    def kept(page: Page, name: str) -> None:
        ARTIFACTS.mkdir(exist_ok=True)
        page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=True)

    return kept
