"""The file broker: nothing lost, nothing twice, nothing kept by the dead."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection, Exchange

from core.broker import Channel, Transport

MESSAGES = 2_000
CONSUMER = """
import sys, time
from queue import Empty
from kombu import Connection
options = dict(zip(("data_folder_in", "data_folder_out", "processed_folder", "control_folder"), sys.argv[1:5]))
with Connection("filesystem://", transport="core.broker:Transport", transport_options=options) as connection:
    queue = connection.SimpleQueue("work")
    try:
        while True:
            message = queue.get(timeout=2)
            print(message.payload["number"], flush=True)
            if sys.argv[5] == "hold":
                time.sleep(60)
            message.ack()
    except Empty:
        pass
"""


@pytest.fixture
def folders(tmp_path: Path) -> list[str]:
    """Queue (in and out), claims and exchange tables."""
    for name in ("queue", "claims", "control"):
        (tmp_path / name).mkdir()
    return [str(tmp_path / name) for name in ("queue", "queue", "claims", "control")]


@pytest.fixture
def options(folders: list[str]) -> dict[str, Any]:
    Transport.global_state.clear()  # what this process knows of another test's folders
    keys = ("data_folder_in", "data_folder_out", "processed_folder", "control_folder")
    return {**dict(zip(keys, folders, strict=True)), "polling_interval": 0.01}


@pytest.fixture
def connection(options: dict[str, Any]) -> Any:
    with Connection("filesystem://", transport="core.broker:Transport", transport_options=options) as opened:
        yield opened


def consumer(folders: list[str], manner: str) -> subprocess.Popen[str]:
    """Another process that prints the numbers it reads; ``hold`` keeps the first one unacknowledged."""
    return subprocess.Popen(
        [sys.executable, "-c", CONSUMER, *folders, manner],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )


def files(folder: str, suffix: str) -> list[str]:
    return [name for name in os.listdir(folder) if name.endswith(suffix)]


def test_two_consumers_share_every_message_once(connection: Connection, folders: list[str]) -> None:
    readers = [consumer(folders, "work") for _ in range(2)]
    queue = connection.SimpleQueue("work")
    for number in range(MESSAGES):
        queue.put({"number": number})
    read = [[int(line) for line in reader.communicate(timeout=120)[0].split()] for reader in readers]

    assert Counter(read[0] + read[1]) == Counter(range(MESSAGES))
    assert all(read), "both consumers had a share"
    assert not files(folders[0], ".msg")
    assert not files(folders[2], ".msg"), "an acknowledged message leaves nothing behind"


def test_claim_of_a_killed_consumer_returns(
    connection: Connection, folders: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.broker.SEEK_ORPHANS_EVERY", 0.05)
    queue = connection.SimpleQueue("work")
    queue.put({"number": 7})
    reader = consumer(folders, "hold")
    assert reader.stdout is not None
    assert reader.stdout.readline() == "7\n"

    with pytest.raises(queue.Empty):  # its owner lives: nobody else gets it
        queue.get(timeout=0.5)

    reader.kill()
    reader.wait()
    message = queue.get(timeout=5)
    assert message.payload == {"number": 7}
    message.ack()
    assert not files(folders[2], ".msg")


def test_refused_message_goes_and_requeued_message_comes_back(connection: Connection, folders: list[str]) -> None:
    queue = connection.SimpleQueue("work")
    queue.put({"number": 1})
    queue.get(timeout=5).requeue()
    again = queue.get(timeout=5)
    assert again.payload == {"number": 1}

    again.reject()
    with pytest.raises(queue.Empty):
        queue.get(timeout=0.2)
    assert not files(folders[2], ".msg")


def test_closing_puts_unacknowledged_messages_back(options: dict[str, Any], folders: list[str]) -> None:
    with Connection("filesystem://", transport="core.broker:Transport", transport_options=options) as first:
        queue = first.SimpleQueue("work")
        queue.put({"number": 3})
        assert queue.get(timeout=5).payload == {"number": 3}
    assert len(files(folders[0], ".msg")) == 1
    assert not files(folders[2], ".msg")


def test_reading_without_acknowledgement_keeps_no_claim(connection: Connection, folders: list[str]) -> None:
    queue = connection.SimpleQueue("work", no_ack=True)
    queue.put({"number": 5})
    assert queue.get(timeout=5).payload == {"number": 5}
    assert not files(folders[2], ".msg")


def test_half_a_message_is_put_aside_and_the_next_one_read(connection: Connection, folders: list[str]) -> None:
    queue = connection.SimpleQueue("work")
    Path(folders[0], "00000000000000000001_cut.work.msg").write_text("")
    queue.put({"number": 9})
    assert queue.get(timeout=5).payload == {"number": 9}
    assert len(files(folders[2], ".broken")) == 1


def test_messages_keep_their_order_and_their_queue(connection: Connection) -> None:
    work, other = connection.SimpleQueue("work"), connection.SimpleQueue("other")
    for number in range(20):
        (work if number % 2 else other).put({"number": number})
    read = [work.get(timeout=5).payload["number"] for _ in range(10)]
    assert read == list(range(1, 20, 2))
    assert other.qsize() == 10


def test_exchange_table_is_never_seen_half_written(connection: Connection, folders: list[str]) -> None:
    channel = connection.channel()
    assert isinstance(channel, Channel)
    Exchange("events", channel=channel).declare()
    for number in range(30):
        channel.queue_bind(f"queue-{number}", "events", f"key-{number}")
    kept = json.loads(Path(folders[3], "events.exchange").read_text())
    assert len(kept) == 30
    assert len(channel.get_table("events")) == 30
    assert not files(folders[3], ".draft")


def test_names_of_messages_sort_by_time(connection: Connection, folders: list[str]) -> None:
    queue = connection.SimpleQueue("work")
    before = time.time_ns()
    queue.put({"number": 1})
    (name,) = files(folders[0], ".msg")
    assert before <= int(name.partition("_")[0]) <= time.time_ns()
