"""A line to the server that holds a bulk back: a worker on it can be killed in the middle of one."""

import socket
import threading
from types import TracebackType
from typing import Self

BULK = b"_bulk"
PIECE = 65_536


class SlowLine:
    """Forwards a port; ``hold`` says what of the first bulk never arrives: its ``request`` or its ``answer``."""

    def __init__(self, port: int | None, *, hold: str) -> None:
        """Listen on a port of our own."""
        assert port is not None
        self.port, self.hold = port, hold
        self.holding = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.open: list[socket.socket] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for each in (self.listener, *self.open):
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.port))
            self.open += [near, far]
            state = {"bulk": False}
            for source, target, outward in ((near, far, True), (far, near, False)):
                threading.Thread(target=self._pump, args=(source, target, outward, state), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, outward: bool, state: dict[str, bool]) -> None:
        try:
            while piece := source.recv(PIECE):
                if outward and BULK in piece.split(b"\r\n", 1)[0]:
                    state["bulk"] = True
                    if self.hold == "request":
                        target.sendall(piece[: len(piece) // 2])
                        self.holding.set()
                        return
                if not outward and state["bulk"] and self.hold == "answer":
                    self.holding.set()
                    return
                target.sendall(piece)
        except OSError:
            return
