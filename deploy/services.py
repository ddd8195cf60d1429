"""PostgreSQL, Redis and Elasticsearch of our own around one command: ``python -m deploy.services [--keep] -- COMMAND``.

Each server is a child of this process, listens on a free port of 127.0.0.1, and is gone when the command ends,
whether it ends by itself, by Ctrl-C or by ``kill -9``. Without ``--keep`` their data lives in a temporary folder and
the command finds them as ``YANXUN_TEST_POSTGRES_URL``, ``YANXUN_TEST_REDIS_URL`` and
``YANXUN_TEST_ELASTICSEARCH_URL``; a server whose program is not installed is left out, and tests that need it skip.
With ``--keep`` the data stays under ``YANXUN_DATA`` and they are ``DATABASE_URL``, ``REDIS_URL`` and
``ELASTICSEARCH_URL``; then all three are needed.
"""

import argparse
import contextlib
import glob
import hashlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from deploy.supervisor import Child, die_with_parent, spawn, sweep

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"
AS_ROOT = os.geteuid() == 0


class Unavailable(RuntimeError):
    """A server's program is not installed."""


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


@dataclass(kw_only=True)
class Server:
    """A running server: where it answers, how it is asked to end, what it wrote."""

    name: str
    url: str
    process: subprocess.Popen[bytes]
    log: Path
    answers: Callable[[], bool]
    stop_signal: signal.Signals = signal.SIGTERM
    _closed: bool = field(default=False, init=False)

    def wait_until_ready(self, seconds: float) -> None:
        """Return when it answers; raises with the end of its log when it ends or takes longer."""
        deadline = time.monotonic() + seconds
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-25:])
                raise RuntimeError(f"{self.name} did not start:\n{tail}")
            time.sleep(0.1)

    def ask_to_stop(self) -> None:
        """Send the polite signal."""
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def finish(self, seconds: float = 20) -> None:
        """Wait for it, then kill what is left of it."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        sweep(self.process)
        self.process.wait()


def as_user(name: str) -> list[str]:
    """A prefix that drops root's rights; a server of another user still ends with us."""
    if not AS_ROOT:
        return []
    account = pwd.getpwnam(name)
    return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", "--pdeathsig=INT"]


def run_quietly(argv: Sequence[str]) -> None:
    """Run a short command; raises with its output when it fails."""
    done = subprocess.run(list(argv), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, cwd="/")
    if done.returncode != 0:
        raise RuntimeError(f"{argv[-1]}: {done.stdout.strip()}")


def launch(argv: Sequence[str], log: Path, *, orphan_signal: signal.Signals) -> subprocess.Popen[bytes]:
    """Start a server that writes to ``log``."""
    with log.open("ab") as output:
        return spawn(Child(name=log.stem, argv=argv, orphan_signal=orphan_signal), stdout=output)


def postgresql(folder: Path, *, lasting: bool) -> Server:
    """A private cluster; without ``lasting`` it trades safety after a power cut for speed."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb")) or [shutil.which("initdb") or ""]
    if not found[-1]:
        raise Unavailable("postgresql")
    programs, data, log = Path(found[-1]).parent, folder / "data", folder / "postgresql.log"
    prefix = as_user("postgres")
    if AS_ROOT:
        shutil.chown(folder, "postgres", "postgres")
    if not (data / "PG_VERSION").exists():
        manner = ["--auth=trust", "--username=yanxun", "--encoding=UTF8", "--locale=C.UTF-8"]
        hurry = [] if lasting else ["--no-sync"]
        run_quietly([*prefix, str(programs / "initdb"), *manner, *hurry, f"--pgdata={data}"])
    port = free_port()
    options = {
        "listen_addresses": LOOPBACK,
        "port": str(port),
        "unix_socket_directories": str(data),
        "max_connections": "120",
        "shared_buffers": "256MB",
        "jit": "off",
    }
    if not lasting:
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    argv = [*prefix, str(programs / "postgres"), "-D", str(data)]
    for name, value in options.items():
        argv += ["-c", f"{name}={value}"]
    psql = str(programs / "psql")

    def sql(statement: str) -> subprocess.CompletedProcess[bytes]:
        command = [psql, "-h", LOOPBACK, "-p", str(port), "-U", "yanxun", "-d", "postgres", "-Xqtc", statement]
        return subprocess.run(command, capture_output=True, check=False, cwd="/")

    def answers() -> bool:
        if sql("SELECT 1").returncode != 0:
            return False
        if b"1" not in sql("SELECT 1 FROM pg_database WHERE datname = 'yanxun'").stdout:
            sql("CREATE DATABASE yanxun")
        return True

    return Server(
        name="PostgreSQL",
        url=f"postgresql://yanxun@{LOOPBACK}:{port}/yanxun",
        process=launch(argv, log, orphan_signal=signal.SIGINT),
        log=log,
        answers=answers,
        stop_signal=signal.SIGINT,  # fast: roll back, do not wait for clients
    )


def redis(folder: Path, *, lasting: bool) -> Server:
    """A Redis that writes nothing: whatever it holds may be lost."""
    program = shutil.which("redis-server")
    if program is None:
        raise Unavailable("redis-server")
    port, log = free_port(), folder / "redis.log"
    argv = [program, "--bind", LOOPBACK, "--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(folder)]

    def answers() -> bool:
        try:
            with socket.create_connection((LOOPBACK, port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    return Server(
        name="Redis",
        url=f"redis://{LOOPBACK}:{port}/0",
        process=launch(argv, log, orphan_signal=signal.SIGTERM),
        log=log,
        answers=answers,
    )


def elasticsearch(folder: Path, *, lasting: bool, port: int | None = None) -> Server:
    """One node of a genuine Elasticsearch; the script beside this file fetches and runs it. ``port``: as last time."""
    script = str(ROOT / "deploy" / "elasticsearch-node")
    if shutil.which("java") is None:
        raise Unavailable("java")
    fetched = subprocess.run([script, "fetch"], stdout=subprocess.DEVNULL, check=False, preexec_fn=die_with_parent)
    if fetched.returncode != 0:
        raise Unavailable("the Elasticsearch package")
    port, log = port or free_port(), folder / "elasticsearch.log"
    url = f"http://{LOOPBACK}:{port}"

    def answers() -> bool:
        try:
            with build_opener(ProxyHandler({})).open(
                f"{url}/_cluster/health?wait_for_status=yellow&timeout=1s", timeout=3
            ) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    process = launch([script, "run", str(folder / "node"), str(port)], log, orphan_signal=signal.SIGTERM)
    return Server(name="Elasticsearch", url=url, process=process, log=log, answers=answers)


STARTERS: dict[str, Callable[..., Server]] = {
    "ELASTICSEARCH": elasticsearch,  # the slowest first
    "POSTGRES": postgresql,
    "REDIS": redis,
}
LASTING_NAMES = {"POSTGRES": "DATABASE_URL", "REDIS": "REDIS_URL", "ELASTICSEARCH": "ELASTICSEARCH_URL"}


@contextlib.contextmanager
def data_folder(*, lasting: bool) -> Iterator[Path]:
    """Where the servers write: temporary, or the same one at every start."""
    if not lasting:
        with tempfile.TemporaryDirectory(prefix="yanxun-services-", ignore_cleanup_errors=True) as name:
            Path(name).chmod(0o711)
            yield Path(name)
        return
    wanted = Path(os.environ["YANXUN_DATA"]) / "servers"
    wanted.mkdir(parents=True, exist_ok=True)
    if AS_ROOT and not reachable_by_servers(wanted):
        digest = hashlib.sha256(str(wanted).encode()).hexdigest()[:8]
        wanted = Path(tempfile.gettempdir()).parent / "var" / "tmp" / f"yanxun-servers-{digest}"
        wanted.mkdir(parents=True, exist_ok=True)
    wanted.chmod(0o711)
    yield wanted


def reachable_by_servers(folder: Path) -> bool:
    """Whether users other than root may enter all folders above: a checkout in root's home is closed to them."""
    return all(parent.stat().st_mode & 0o001 for parent in folder.parents)


@contextlib.contextmanager
def servers(*, lasting: bool) -> Iterator[dict[str, str]]:
    """Start all that are installed; yields their URLs by name."""
    running: dict[str, Server] = {}
    with data_folder(lasting=lasting) as folder:
        try:
            for name, start in STARTERS.items():
                place = folder / name.lower()
                place.mkdir(exist_ok=True)
                try:
                    running[name] = start(place, lasting=lasting)
                except Unavailable as missing:
                    if lasting or os.environ.get("CI"):
                        raise RuntimeError(
                            f"{missing} is missing; `make test` as root on Debian installs it"
                        ) from missing
                    print(f"-- {name.lower()} left out: {missing} is not installed", flush=True)
            for server in running.values():
                server.wait_until_ready(120)
                print(f"-- {server.name} answers on {server.url}", flush=True)
            yield {name: server.url for name, server in running.items()}
        finally:
            for server in running.values():
                server.ask_to_stop()
            for server in running.values():
                server.finish()


def run_beside(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run the command in the foreground and pass signals on to it; returns its exit code."""
    process = subprocess.Popen(list(command), env={**os.environ, **environment}, preexec_fn=die_with_parent)

    def pass_on(number: int, _: object) -> None:
        # Ctrl-C reaches the whole foreground group by itself; it only must not end us before the command.
        if number != signal.SIGINT and process.poll() is None:
            process.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, pass_on)
    code = process.wait()
    return code if code >= 0 else 128 - code


def names_for_command(urls: dict[str, str], *, lasting: bool) -> dict[str, str]:
    """The environment variables under which the command finds the servers."""
    if lasting:
        return {LASTING_NAMES[name]: url for name, url in urls.items()}
    found = {f"YANXUN_TEST_{name}_URL": url for name, url in urls.items()}
    if chromium := shutil.which("chromium") or shutil.which("chromium-browser"):
        found.setdefault("YANXUN_TEST_CHROMIUM", chromium)
    return found


def interrupted(number: int, _: object) -> None:
    """Turn a signal during start-up into an exit that stops what was started."""
    raise SystemExit(128 + number)


def main() -> int:
    """The command's exit code, or 1 where a server did not start."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="keep the data and name the servers as production does")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    if "MAKELEVEL" in os.environ:
        die_with_parent()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    if options.keep:
        os.environ["YANXUN_DATA"] = os.environ.get("YANXUN_DATA") or str(ROOT / "var" / "production-like")
    try:
        with servers(lasting=options.keep) as urls:
            return run_beside(options.command, names_for_command(urls, lasting=options.keep))
    except RuntimeError as failure:
        print(failure, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
