"""The embedded broker: Celery messages as files, so that one command runs the product without a server.

``CELERY_BROKER_TRANSPORT = "core.broker:Transport"`` names it. Kombu's own file transport creates a message before it
writes it, so a second reader sees half a message and loses it, and a killed worker takes along what it had read. Here

* a message **appears** by rename, whole or not at all;
* it is **claimed** by rename into ``processed_folder`` under the name of the claiming process, so one reader gets it;
* the claim is **kept until the acknowledgement**. A claim whose owner is gone returns to the queue. An owner proves
  that it lives by a lock on its owner file, which the kernel drops with the process: no process number that could be
  given out again, and no timeout to choose.

Delivery is at least once. Not a goal: several machines (locks and renames of network file systems), or speed beyond a
few hundred messages a second; Redis is for those. What must never be lost goes through the outbox on either broker.
"""

import fcntl
import logging
import os
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem, virtual
from kombu.utils.json import dumps, loads

__all__ = ["Channel", "Transport"]

logger = logging.getLogger("yanxun.broker")

SEEK_ORPHANS_EVERY = 5.0  # seconds
CLAIM_MARK = "~"  # <owner>~<message file>

Bindings = list[filesystem.exchange_queue_t]


class Owner:
    """A process that claims messages, alive as long as it holds the lock of its file."""

    _of_process: dict[int, "Owner"] = {}

    def __init__(self, folder: Path) -> None:
        """Publish a file that is locked before others can see it."""
        self.name = uuid.uuid4().hex
        draft = folder / f"{self.name}.draft"
        # POSIX locks are not inherited: a pool's child that outlives a killed worker does not keep its claims.
        self._descriptor = os.open(draft, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.lockf(self._descriptor, fcntl.LOCK_EX)
        draft.rename(folder / f"{self.name}.owner")

    @classmethod
    def current(cls, folder: Path) -> "Owner":
        """This process's owner; a forked child gets one of its own."""
        if (owner := cls._of_process.get(os.getpid())) is None:
            owner = cls._of_process[os.getpid()] = cls(folder)
        return owner

    @classmethod
    def is_alive(cls, folder: Path, name: str) -> bool:
        """Whether the process behind ``name`` still runs; removes the file of one that does not."""
        if any(owner.name == name for owner in cls._of_process.values()):
            return True
        path = folder / f"{name}.owner"
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        else:
            path.unlink(missing_ok=True)
            return False
        finally:
            os.close(descriptor)


def place(target: Path, text: str) -> None:
    """Make ``target`` hold ``text``, for every reader whole or not at all."""
    draft = target.with_name(f"{uuid.uuid4().hex}.draft")
    draft.write_text(text)
    draft.replace(target)


class Channel(filesystem.Channel):
    """Kombu's file channel with atomic appear, claim and acknowledge."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start with nothing claimed."""
        super().__init__(*args, **kwargs)
        self._claims: dict[str, Path] = {}  # delivery tag → file
        self._listed: dict[str, deque[str]] = {}  # queue → names of the last listing that were not tried yet
        self._without_ack: set[str] = set()
        self._orphans_sought = 0.0  # monotonic seconds

    @property
    def _queue_folder(self) -> Path:
        return Path(self.data_folder_in)

    @property
    def _claim_folder(self) -> Path:
        return Path(self.processed_folder)

    def _put(  # type: ignore[override] # kombu names this argument differently in two base classes
        self, queue: str, payload: dict[str, Any], **kwargs: Any
    ) -> None:
        """Let a message appear; names sort by time of arrival."""
        place(Path(self.data_folder_out, f"{time.time_ns():020d}_{uuid.uuid4().hex}.{queue}.msg"), dumps(payload))

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        """The oldest message of ``queue``, claimed by this process.

        Raises ``queue.Empty`` when there is none.
        """
        self._return_orphans()
        for name in self._candidates(queue):
            claim = self._claim_folder / f"{Owner.current(self._claim_folder).name}{CLAIM_MARK}{name}"
            try:
                (self._queue_folder / name).rename(claim)
            except FileNotFoundError:
                continue  # another reader was first
            if (payload := self._read(claim)) is None:
                continue
            if queue in self._without_ack:
                claim.unlink()
            else:
                self._claims[payload["properties"]["delivery_tag"]] = claim
            return payload
        raise Empty

    def _candidates(self, queue: str) -> Iterator[str]:
        """Names to try, oldest first. One listing serves many messages: listing for each is quadratic."""
        listed = self._listed.setdefault(queue, deque())
        if not listed:
            listed.extend(sorted(name for name in os.listdir(self._queue_folder) if self._is_of(name, queue)))
        while listed:
            yield listed.popleft()

    @staticmethod
    def _is_of(name: str, queue: str) -> bool:
        return name.partition(".")[2] == f"{queue}.msg"

    @staticmethod
    def _read(claim: Path) -> dict[str, Any] | None:
        """The message behind a claim, or None for one that a power cut left empty: it is put aside, not retried."""
        try:
            payload: dict[str, Any] = loads(claim.read_text())
        except ValueError:
            logger.exception("Unreadable message put aside: %s", claim.name)
            claim.rename(claim.with_suffix(".broken"))
            return None
        return payload

    def _return_orphans(self) -> None:
        """Give claims of dead owners back to their queues."""
        now = time.monotonic()
        if self._orphans_sought and now - self._orphans_sought < SEEK_ORPHANS_EVERY:
            return
        self._orphans_sought = now
        claims = [name for name in os.listdir(self._claim_folder) if CLAIM_MARK in name and name.endswith(".msg")]
        owners = {name.partition(CLAIM_MARK)[0] for name in claims}
        alive = {owner for owner in owners if Owner.is_alive(self._claim_folder, owner)}
        for name in claims:
            owner, _, message = name.partition(CLAIM_MARK)
            if owner not in alive:
                with suppress(FileNotFoundError):  # another reader returned it
                    (self._claim_folder / name).rename(self._queue_folder / message)

    def _release(self, delivery_tag: str) -> None:
        if (claim := self._claims.pop(delivery_tag, None)) is not None:
            claim.unlink(missing_ok=True)

    def basic_consume(self, queue: str, no_ack: bool, *args: Any, **kwargs: Any) -> None:
        """Remember whose messages are never acknowledged: their claims end with the reading."""
        if no_ack:
            self._without_ack.add(queue)
        super().basic_consume(queue, no_ack, *args, **kwargs)

    def basic_get(self, queue: str, no_ack: bool = False, **kwargs: Any) -> Any:
        """One message or None."""
        message = super().basic_get(queue, no_ack=no_ack, **kwargs)
        if message is not None and no_ack:
            self._release(message.delivery_tag)
        return message

    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:
        """The message is done."""
        super().basic_ack(delivery_tag, multiple=multiple)
        self._release(delivery_tag)

    def basic_reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """The message is refused, or put back when ``requeue``."""
        super().basic_reject(delivery_tag, requeue=requeue)
        self._release(delivery_tag)

    def _restore(self, message: Any) -> None:
        """Put an unacknowledged message back, marked as redelivered."""
        super()._restore(message)
        self._release(message.delivery_tag)

    # Exchange tables: replaced whole under one lock, so a reader never meets an empty one (which ends a worker).

    def get_table(self, exchange: str) -> Bindings:
        """Which queues an exchange feeds."""
        try:
            rows = loads(self._exchange_file(exchange).read_text())
        except FileNotFoundError:
            return []
        return [filesystem.exchange_queue_t(*row) for row in rows]

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        binding = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        if binding not in self.get_table(exchange):
            self._change_table(exchange, lambda table: [binding, *(row for row in table if row != binding)])

    def _delete(self, queue: str, exchange: str, routing_key: str, pattern: str, *args: Any, **kwargs: Any) -> None:
        binding = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        self._purge(queue)
        self._change_table(exchange, lambda table: [row for row in table if row != binding])

    def _change_table(self, exchange: str, change: Callable[[Bindings], Bindings]) -> None:
        self.control_folder.mkdir(parents=True, exist_ok=True)
        with locked(self.control_folder / "tables.lock"):
            place(self._exchange_file(exchange), dumps(change(self.get_table(exchange))))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold ``path``'s lock against other processes and other channels of this one."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Transport(filesystem.Transport):
    """Name this class in ``CELERY_BROKER_TRANSPORT``."""

    Channel = Channel
    global_state = virtual.BrokerState()
