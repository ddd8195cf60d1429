"""Servers of our own around a command: they answer while it runs and are gone afterwards, however it ended."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy import services

ROOT = Path(__file__).resolve().parents[2]
# Redis stands for the three: it starts in a tenth of a second.
AROUND = """
import sys
from deploy import services
services.STARTERS = {"REDIS": services.redis}
sys.argv[1:] = ["--", sys.executable, "-c", sys.argv[1]]
sys.exit(services.main())
"""
ASK = "import os, socket; print('url', os.environ['YANXUN_TEST_REDIS_URL'], flush=True); "


def begin(command: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", AROUND, command],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)},
        start_new_session=True,
    )


def port_told_by(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    for line in process.stdout:
        if match := re.match(r"url redis://127.0.0.1:(\d+)/0", line):
            return int(match[1])
    raise AssertionError("the command did not run")


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def assert_silent(port: int) -> None:
    deadline = time.monotonic() + 10
    while answers(port):
        assert time.monotonic() < deadline, "the server outlived its command"
        time.sleep(0.05)


@pytest.mark.servers
def test_server_ends_with_its_command_whose_code_is_ours(tmp_path: Path) -> None:
    process = begin(ASK + "raise SystemExit(7)", tmp_path)
    port = port_told_by(process)
    assert process.wait(30) == 7
    assert_silent(port)
    assert list(tmp_path.iterdir()) == [], "its data goes with it"


@pytest.mark.servers
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL])
def test_server_ends_when_we_are_stopped(sent: signal.Signals, tmp_path: Path) -> None:
    process = begin(ASK + "import time; time.sleep(60)", tmp_path)
    port = port_told_by(process)
    assert answers(port)
    process.send_signal(sent)
    process.wait(30)
    assert_silent(port)


def test_lasting_servers_carry_the_names_of_production() -> None:
    urls = dict.fromkeys(services.STARTERS, "x://y")
    assert set(services.names_for_command(urls, lasting=True)) == {"DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL"}
    assert {"YANXUN_TEST_POSTGRES_URL", "YANXUN_TEST_REDIS_URL", "YANXUN_TEST_ELASTICSEARCH_URL"} <= set(
        services.names_for_command(urls, lasting=False)
    )
