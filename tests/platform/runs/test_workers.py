"""Workers as they are: threads, and processes that are killed and stopped."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.utils import timezone

from karn.platform.models import RunState
from karn.platform.runs.sweep import Watch

PROGRAM = """
import json, os, signal, sys, time, uuid
import django
from django.conf import settings
# Processes die here, not the machine: nothing need wait for the disk.
options = settings.DATABASES["default"]["OPTIONS"]
if "init_command" in options:
    options["init_command"] += "PRAGMA synchronous=OFF;"
    options["timeout"] = 300  # four that write without a pause: on a busy machine one may wait over 20 s,
    # and its run would be tried again, which is right but hides who takes up what without need
django.setup()
from django.db import connection, connections, transaction
from django.utils import timezone
from karn.kernel import points
from karn.platform.models import Link, Run
from karn.platform.runs import Job, begin_run, do_run, nights
from karn.platform.runs.job import _registry, register_job
from karn.platform.runs.lease import take_away
from karn.platform.runs.queue import queue
from karn.platform.runs.workers import Workers, swept_at

nights._zone.clear()
_registry.clear()

INSERT = ("INSERT INTO platform_link (purpose, audience, digest, made_at, expires_at) "
          "VALUES ('effect', %s, %s, %s, %s)")

def leave_an_effect(run):
    with transaction.atomic():
        now = timezone.now()
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [str(run.argument["n"]), uuid.uuid4().hex, now, now])
        run.finish()  # refuses it all where the run is not in these hands any more

def linger(run):
    slow = time.monotonic() + (0 if run.again else run.argument["seconds"])
    while time.monotonic() < slow:
        time.sleep(0.05)
    leave_an_effect(run)

register_job(Job("test.tiny", "", leave_an_effect))
register_job(Job("test.slow", "", linger))

def effects():
    return sorted(Link.objects.filter(purpose="effect").values_list("audience", flat=True))

def ask(job, count=1, **more):
    with transaction.atomic():
        return [begin_run(job=job, argument={"n": n, **more}, at=timezone.now()).pk for n in range(count)]

def fork(work):
    connections.close_all()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return child

def work_until_done(threads=1, **how):
    workers = Workers(threads=threads, beat=0.5, **how)
    workers.start()
    until(lambda: not Run.objects.filter(state__in=("waiting", "running")).exists())
    workers.stop()

def until(told, seconds=500):
    ends = time.monotonic() + seconds
    while not told():
        assert time.monotonic() < ends
        time.sleep(0.25)

def wait_for(*children):
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]

def forget():
    Run.objects.all().delete()
    Link.objects.all().delete()

def many(count):
    ask("test.tiny", count)
    codes = wait_for(*[fork(work_until_done) for _each in range(4)])
    done = Run.objects.filter(state="done")
    return {"codes": codes, "once": effects() == sorted(map(str, range(count))),
            "leases": sorted(set(done.values_list("lease", "tries"))), "done": done.count()}

def taken_over(sign, then=None):
    forget()
    (number,) = ask("test.slow", seconds=3.0 if sign == signal.SIGSTOP else 60.0)
    first = fork(work_until_done)
    until(lambda: Run.objects.get(pk=number).state == "running")
    os.kill(first, sign)
    second = fork(lambda: work_until_done(patience=1.5))
    until(lambda: Run.objects.get(pk=number).state == "done")
    if then:
        time.sleep(max(0.0, 3.2 - (timezone.now() - Run.objects.get(pk=number).asked_at).total_seconds()))
        os.kill(first, then)
    codes = wait_for(first, second)
    run = Run.objects.get(pk=number)
    return {"codes": codes, "effects": effects(), "lease": run.lease, "tries": run.tries}

def killed_at_each_point():
    told = []
    for nth in range(1, 5):
        forget()
        (number,) = ask("test.tiny")
        def die():
            os.environ["KARN_KILL_AT"] = str(points._passed + nth)
            do_run(number, at=timezone.now())
        (code,) = wait_for(fork(die))
        before = effects()
        run = Run.objects.get(pk=number)
        if run.state == "running":
            assert take_away(number, run.lease, at=timezone.now())
            do_run(number, at=timezone.now())
        told.append([code, before, effects(), Run.objects.get(pk=number).state])
    return told

def lived():
    forget()
    workers = Workers(threads=1)
    workers.start()
    until(lambda: swept_at() is not None)
    (number,) = ask("test.tiny")
    until(lambda: Run.objects.get(pk=number).state == "done")
    workers.stop()
    return {"lives": swept_at() is not None, "effects": effects()}

def forgotten(count):
    forget()
    ask("test.tiny", count)
    queue().flush_queue()  # as a server that was started anew and kept nothing
    work_until_done(threads=2)
    return {"once": effects() == sorted(map(str, range(count))), "queue": type(queue()).__name__}

with connection.schema_editor() as editor:
    editor.create_model(Run)
    editor.create_model(Link)
print(json.dumps(eval(sys.argv[1])))
"""


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    """Return the address of a Redis of one's own, which listens on no port and stores nothing."""
    program, socket = shutil.which("redis-server"), tmp_path / "redis"
    if program is None:
        pytest.skip("there is no redis-server")
    options = ("--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(tmp_path))
    with subprocess.Popen([program, *options], stdout=subprocess.DEVNULL) as server:
        try:
            while not socket.exists():
                assert server.poll() is None
                time.sleep(0.02)
            yield f"unix://{socket}"
        finally:
            server.terminate()


def drive(what: str, data: Path, queue: str = "", **more: str) -> Any:
    """Evaluate `what` in a process with a data folder of its own; `more` is said in its environment."""
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM, what],
        env=os.environ | {"KARN_DATA": str(data), "KARN_QUEUE": queue} | more,
        capture_output=True,
        text=True,
        check=False,
        timeout=580,
    )
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


@pytest.mark.slow
def test_four_processes_do_two_thousand_jobs_each_exactly_once(tmp_path: Path) -> None:
    told = drive("many(8000)", tmp_path)
    assert told == {"codes": [0] * 4, "once": True, "leases": [[1, 1]], "done": 8000}


@pytest.mark.slow
def test_with_a_queue_in_redis_four_processes_do_each_job_once_even_those_it_forgot(
    tmp_path: Path, redis: str
) -> None:
    done, forgotten = drive("[many(400), forgotten(20)]", tmp_path, redis)
    assert done == {"codes": [0] * 4, "once": True, "leases": [[1, 1]], "done": 400}
    assert forgotten == {"once": True, "queue": "RedisStorage"}


@pytest.mark.slow
def test_with_a_queue_in_postgresql_beside_the_records_each_job_is_done_once_too() -> None:
    # Not a folder of pytest's: others that begin meanwhile keep PostgreSQL's own person out of these.
    with TemporaryDirectory(prefix="karn-tests-") as folder:
        asked = "[many(400), forgotten(20)]"
        done, forgotten = drive(asked, Path(folder), "postgres", KARN_DATABASE="postgres")
    assert done == {"codes": [0] * 4, "once": True, "leases": [[1, 1]], "done": 400}
    assert forgotten == {"once": True, "queue": "PostgresStorage"}


@pytest.mark.slow
def test_a_job_of_a_dead_or_frozen_worker_is_taken_up_again_and_has_one_effect(tmp_path: Path) -> None:
    scenes = "taken_over(signal.SIGKILL), taken_over(signal.SIGSTOP, signal.SIGCONT), killed_at_each_point()"
    killed, frozen, points, lived = drive(f"[{scenes}, lived()]", tmp_path)
    assert killed == {"codes": [-9, 0], "effects": ["0"], "lease": 3, "tries": 2}
    # It wakes up, finds itself fenced, and stores nothing.
    assert frozen == {"codes": [0, 0], "effects": ["0"], "lease": 3, "tries": 2}
    done = RunState.DONE
    assert points == [
        [-9, [], ["0"], done],  # run.claimed
        [-9, [], ["0"], done],  # run.finished, not stored yet
        [-9, ["0"], ["0"], done],  # run.worked
        [0, ["0"], ["0"], done],
    ]
    assert lived == {"lives": False, "effects": ["0"]}


def test_who_shows_no_life_for_longer_than_patience_counts_as_dead_whatever_the_clock_says() -> None:
    watch, at = Watch(patience=10), timezone.now()
    alive, dead = (1, at), (1, None)
    assert watch.silent({1: alive, 2: dead}, 100.0) == []
    assert watch.silent({1: (1, at.replace(year=2001)), 2: dead}, 109.0) == []  # a new sign, an old clock
    assert watch.silent({1: (1, at.replace(year=2001)), 2: dead}, 111.0) == [2]
    assert watch.silent({1: (1, at.replace(year=2001)), 2: (2, None)}, 120.0) == [1]
    assert watch.silent({2: (2, None)}, 131.0) == [2]
