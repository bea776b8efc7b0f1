"""`karn serve`: refusals in words, and a real server."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from karn.cli.serve import refuse_taken
from karn.kernel.errors import BadInput
from karn.platform.program import called_as


def run_karn(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "karn", *arguments],
        env=os.environ | {"KARN_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_a_taken_port_is_named_with_a_way_out(port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(BadInput, match=rf"Port {port} on 127.0.0.1 cannot be used .* --port {port + 1}"):
            refuse_taken("127.0.0.1", port)


def test_a_free_port_is_fine(port: int) -> None:
    refuse_taken("127.0.0.1", port)


def test_an_address_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadInput, match="There is no address"):
        refuse_taken("no-such-host.invalid", 8000)


@pytest.mark.slow
def test_the_folder_of_the_demos_names_the_demo_that_is_one_folder_deeper(
    tmp_path: Path, port: int, lay_tables: Callable[[Path], None]
) -> None:
    lay_tables(tmp_path)
    (tmp_path / "agency").mkdir()
    (tmp_path / "agency" / "demo.json").write_text("{}")
    refused = run_karn("serve", "--port", str(port), data=tmp_path)
    where = f"{called_as()} serve --data {tmp_path / 'agency'}"
    assert (refused.returncode, refused.stderr) == (2, f"karn: The demo is one folder deeper: {where}\n")


@pytest.mark.slow
def test_a_served_installation_shows_its_login_and_stops_at_ctrl_c(
    tmp_path: Path, port: int, lay_tables: Callable[[Path], None]
) -> None:
    lay_tables(tmp_path)
    nobody = run_karn("serve", "--port", str(port), data=tmp_path)
    assert (nobody.returncode, nobody.stdout) == (2, "")
    assert nobody.stderr.startswith(f"karn: Nobody can log in yet. Begin with: {called_as()} init")
    begun = run_karn("init", "--name", "Zonnig", "--email", "a@example.nl", "--person", "Anna", data=tmp_path)
    assert begun.returncode == 0, begun.stderr
    with serving(tmp_path, port) as server:
        page, headers = wait_for(f"http://127.0.0.1:{port}/login/")
        assert 'name="username"' in page
        assert headers["content-security-policy"].startswith("default-src 'none'")
        style = page.split('rel="stylesheet" href="')[2].split('"')[0]
        assert style.startswith("/static/karn.")  # named by content
        _, headers = wait_for(f"http://127.0.0.1:{port}{style}")
        assert "immutable" in headers["cache-control"]
        server.send_signal(signal.SIGINT)
        output, _ = server.communicate(timeout=60)
    assert server.returncode == 0
    assert f"http://127.0.0.1:{port}" in output
    assert output.endswith("Karn has stopped. Everything is stored.\n")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, lay_tables: Callable[[Path], None]) -> Path:
    """An installation that somebody can log in to, for whoever leaves it as it is."""
    data = tmp_path_factory.mktemp("begun")
    lay_tables(data)
    made = run_karn("init", "--name", "Zonnig", "--email", "a@example.nl", "--person", "Anna", data=data)
    assert made.returncode == 0, made.stderr
    return data


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.4, 1.0])
def test_ctrl_c_while_the_pages_still_load_stops_it_as_well(begun: Path, port: int, seconds: float) -> None:
    with serving(begun, port) as server:
        assert server.stdout is not None
        assert server.stdout.readline().startswith("Karn is on ")  # its processes begin to load now
        time.sleep(seconds)
        server.send_signal(signal.SIGINT)
        output, _ = server.communicate(timeout=60)
    assert (server.returncode, output) == (0, "Karn has stopped. Everything is stored.\n")


@contextmanager
def serving(data: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """Serve the folder; whatever a test finds out, nothing of it goes on after the test."""
    with subprocess.Popen(
        [sys.executable, "-m", "karn", "serve", "--port", str(port)],
        env=os.environ | {"KARN_DATA": str(data)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as server:
        try:
            yield server
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)


def wait_for(address: str) -> tuple[str, dict[str, str]]:
    """Return the page at the address, waiting up to half a minute for the server to come up."""
    for _ in range(150):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.read().decode(), {name.lower(): value for name, value in answer.headers.items()}
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{address} did not answer")
