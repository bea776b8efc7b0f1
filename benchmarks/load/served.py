"""Karn serving a made company, and what its pages took: a server of its own on this machine, asked by wrk."""

from __future__ import annotations

import html
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urljoin

HERE = Path(__file__).parent
TURNS = 5
COOKIE = """
from karn.cli.installation import prepare
prepare()
from django.test import Client
from karn.apps.people.models import Person
client = Client()
client.force_login(Person.objects.get(email="{email}"))
print(client.cookies["sessionid"].value)
"""


def run_python(data: Path, *arguments: str) -> str:
    """Run Python on the data folder and return what it prints."""
    environment = os.environ | {"KARN_DATA": str(data)}
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip()


def peak_of_python(data: Path, *arguments: str) -> float:
    """Run Python on the data folder and return the most memory it took at once, in MB."""
    environment = os.environ | {"KARN_DATA": str(data)}
    command = [sys.executable, *arguments]
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return used.ru_maxrss / 1024


def log_in(data: Path, email: str) -> str:
    """Return the cookie of a new session."""
    return f"sessionid={run_python(data, '-c', COOKIE.format(email=email))}"


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """Serve the data folder, as `karn serve` does, and yield the address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "karn", "serve", "--port", str(port), "--data", str(data)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/healthz")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(url: str) -> None:
    for _attempt in range(300):
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 (our own)
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"nothing answers on {url}")


def ask(
    address: str, paths: list[str], *, cookie: str, folder: Path, seconds: int, at_once: int
) -> dict[str, Any]:
    """Ask for `paths` in turn for so many seconds, `at_once` at a time; return wrk's figures."""
    listed = folder / "paths.txt"
    listed.write_text("\n".join(paths), encoding="utf-8")
    return ask_by("ask.lua", address, listed, cookie=cookie, seconds=seconds, at_once=at_once)


def ask_by(
    script: str, address: str, listed: Path, *, cookie: str = "", seconds: int, at_once: int
) -> dict[str, Any]:
    """Ask as the script says for the addresses in a file, in TURNS turns, each on connections of its own.

    A connection stays with the process that took it, and which one that is is chance: all of them with one
    process have half the speed of as many with each. So the rate is that of all turns together; the
    milliseconds are those of the middle turn.
    """
    if shutil.which("wrk") is None:
        raise SystemExit("This needs wrk: apt install wrk")
    load = ["-t1", f"-c{at_once}", f"-d{max(1, seconds // TURNS)}s", "--timeout", "30s"]
    command = ["wrk", *load, "-s", str(HERE / script), "-H", f"Cookie: {cookie}", address, "--", str(listed)]
    turns: list[dict[str, Any]] = []
    for turn in range(TURNS):
        done = subprocess.run([*command, str(turn / TURNS)], check=True, stdout=subprocess.PIPE, text=True)
        turns.append(json.loads(done.stdout.strip().splitlines()[-1]))
    whole = {name: sum(turn[name] for turn in turns) for name in ("requests", "seconds", "errors")}
    return whole | {name: median(turn[name] for turn in turns) for name in ("p50_ms", "p95_ms", "p99_ms")}


def pages(address: str, customers: int, cookie: str) -> dict[str, list[str]]:
    """Return what is asked: name → addresses of that kind, spread over all customers."""
    some = random.Random(7).sample(  # noqa: S311 (which pages, the same every time)
        range(1, customers + 1), 1000
    )
    return {
        "customer list": [
            *_following(address, "/customers/", cookie),
            "/customers/?sort=-mrr",
            "/customers/?state=risk",
        ],
        "search in the list": [f"/customers/?q={number}" for number in some],
        "customer page": [f"/customers/{number}/" for number in some],
        "my day": ["/day/"],
        "dashboard": ["/"],
        "cancel, opened": ["/nl/cancel", "/sv/cancel", "/en/cancel", "/nl/withdraw", "/cancel"],
    }


def _following(address: str, first: str, cookie: str, most: int = 40) -> list[str]:
    """Return the addresses of a list's pages, going on from `first`."""
    found = [first]
    while len(found) < most:
        asked = urllib.request.Request(address + found[-1], headers={"Cookie": cookie})  # noqa: S310 (our own)
        with urllib.request.urlopen(asked) as answer:  # noqa: S310
            text = answer.read().decode()
        following = re.search(r'href="([^"]*place=[^"]*)"[^>]*rel="next"|rel="next"[^>]*href="([^"]*)"', text)
        if not following:
            break
        found.append(urljoin(found[-1], html.unescape(following[1] or following[2])))
    return found
