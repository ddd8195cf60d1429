"""Reading the file: JSON lines or CSV, each row with its number in the file (the first one is 1)."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from courses.exceptions import UnreadableImport


@dataclass(frozen=True)
class SourceRow:
    """One row as the file gives it; ``error`` when it could not be read at all."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    error: str = ""


def read_rows(path: Path) -> list[SourceRow]:
    """All rows. Raises ``UnreadableImport`` for a missing, empty or undecodable file and for another kind of file."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableImport(
            _("打不开文件%(path)s：%(reason)s") % {"path": path, "reason": error.strerror}
        ) from error
    text = _decode(raw, path)
    if path.suffix.lower() in {".jsonl", ".ndjson", ".json"}:
        rows = list(_json_lines(text))
    elif path.suffix.lower() in {".csv", ".tsv"}:
        rows = list(_table(text, delimiter="\t" if path.suffix.lower() == ".tsv" else ","))
    else:
        raise UnreadableImport(_("%(name)s不是JSONL或CSV文件。") % {"name": path.name})
    if not rows:
        raise UnreadableImport(_("%(name)s里没有一行数据。") % {"name": path.name})
    return rows


def _decode(raw: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):  # spreadsheets of Chinese offices save CSV as GBK
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableImport(_("%(name)s既不是UTF-8也不是GBK编码。") % {"name": path.name})


def _json_lines(text: str) -> Iterator[SourceRow]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except ValueError as error:
            yield SourceRow(number, error=_("这一行不是JSON：%(reason)s") % {"reason": error})
            continue
        if isinstance(values, dict):
            yield SourceRow(number, values)
        else:
            yield SourceRow(number, error=_("这一行不是JSON对象。"))


def _table(text: str, *, delimiter: str) -> Iterator[SourceRow]:
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    for number, values in enumerate(reader, start=1):
        if None in values:
            yield SourceRow(number, error=_("这一行的列数比表头多，可能有没加引号的逗号。"))
        else:
            yield SourceRow(number, {(name or "").strip(): value or "" for name, value in values.items()})
