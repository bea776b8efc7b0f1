import subprocess
import sys
from pathlib import Path

import pytest

from karn.platform.locks import Held, hold, is_held


def test_a_lock_is_held_once_and_free_again_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "lock"
    assert not is_held(path)
    with hold(path, otherwise="taken"):
        assert is_held(path)
        with pytest.raises(Held, match="taken"), hold(path, otherwise="taken"):
            pytest.fail("two hold one lock")
    assert not is_held(path)


def test_a_killed_process_gives_its_lock_back(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    code = (
        "import os, signal, sys; from pathlib import Path; from karn.platform.locks import hold, is_held\n"
        "with hold(Path(sys.argv[1]), otherwise=''):\n"
        "    print(is_held(Path(sys.argv[1])), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stdout) == (-9, "True\n")
    assert not is_held(path)
