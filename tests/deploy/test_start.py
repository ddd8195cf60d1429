"""``make run``: what it starts, what it says, and what it refuses."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from deploy import start

ROOT = Path(__file__).resolve().parents[2]


def test_every_queue_has_a_worker() -> None:
    """A queue that nobody serves swallows its tasks in silence."""
    named = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()} | {settings.CELERY_TASK_DEFAULT_QUEUE}
    for path in ROOT.glob("*/tasks*"):
        for module in [path] if path.is_file() else path.rglob("*.py"):
            named |= set(re.findall(r"""queue=["'](\w+)["']""", module.read_text()))
    served = {queue for queues in start.QUEUES.values() for queue in queues}
    assert named == served


def test_taken_port_is_told_before_anything_else_happens(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "deploy.start"],
            env={**os.environ, "PORT": str(port), "HOST": "127.0.0.1", "YANXUN_DATA": str(tmp_path / "data")},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken" in done.stderr
    assert not (tmp_path / "data").exists()


def test_accounts_stand_in_columns_of_chinese_width() -> None:
    rows = [
        {"role": "教师", "username": "t1", "password": "p", "start": "/me/"},
        {"role": "校级管理员", "username": "leader", "password": "p", "start": "/staff/"},
    ]
    lines = start.table(rows)
    assert [start.columns(line[: line.index("/")]) for line in lines] == [
        start.columns(lines[0][: lines[0].index("/")])
    ] * 2


@pytest.mark.parametrize(
    ("host", "site_url", "shown"),
    [
        ("127.0.0.1", None, "http://127.0.0.1:8123"),
        ("0.0.0.0", None, "http://127.0.0.1:8123"),  # noqa: S104
        ("0.0.0.0", "https://yanxun.example/", "https://yanxun.example"),  # noqa: S104
    ],
)
def test_address_is_one_a_browser_can_open(
    monkeypatch: pytest.MonkeyPatch, host: str, site_url: str | None, shown: str
) -> None:
    monkeypatch.setenv("HOST", host)
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.delenv("SITE_URL", raising=False)
    if site_url:
        monkeypatch.setenv("SITE_URL", site_url)
    assert start.address() == shown


def test_make_lists_its_targets() -> None:
    printed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("run", "dev", "test", "check", "run-production-like", "bench", "screens", "messages"):
        assert re.search(rf"^  {target} ", printed, re.MULTILINE), target
