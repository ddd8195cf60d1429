"""Reads a district's list of hours (CSV, XLSX or JSONL) into rows of text; knows columns, not rules.

Columns by their Chinese or English head, in any order: 工号 staff_no · 账号 username · 姓名 name · 年度 year ·
数额 amount · 单位 unit · 计入 scopes · 说明 note · 编号 ref. Every value is text, trimmed and in NFKC.
"""

import csv
import io
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from core.exceptions import Refusal

HEADS = {
    "工号": "staff_no",
    "staff_no": "staff_no",
    "staff_id": "staff_no",
    "账号": "username",
    "用户名": "username",
    "username": "username",
    "姓名": "name",
    "name": "name",
    "年度": "year",
    "year": "year",
    "数额": "amount",
    "学时数": "amount",
    "学分数": "amount",
    "amount": "amount",
    "单位": "unit",
    "unit": "unit",
    "计入": "scopes",
    "类别": "scopes",
    "scopes": "scopes",
    "说明": "note",
    "备注": "note",
    "note": "note",
    "编号": "ref",
    "ref": "ref",
}
NEEDED = {"name": "姓名", "year": "年度", "amount": "数额", "unit": "单位"}


@dataclass(frozen=True, slots=True)
class HoursRow:
    """One line of the list; ``number`` is its line in the file (the head is line 1)."""

    number: int
    staff_no: str = ""
    username: str = ""
    name: str = ""
    year: str = ""
    amount: str = ""
    unit: str = ""
    scopes: str = ""
    note: str = ""
    ref: str = ""


def read_hours(path: Path) -> list[HoursRow]:
    """All rows of the file; refuses an unknown format, unreadable text and missing columns."""
    readers = {".csv": _read_csv, ".xlsx": _read_workbook, ".xls": _read_workbook, ".jsonl": _read_jsonl}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise Refusal(_("只认CSV、XLSX和JSONL，这个文件是“%(suffix)s”。") % {"suffix": path.suffix})
    if not path.is_file():
        raise Refusal(_("没有这个文件：%(path)s") % {"path": path.name})
    return [HoursRow(number=number, **fields) for number, fields in reader(path) if any(fields.values())]


def plain(value: Any) -> str:
    """A cell as text: ``2024.0`` from a spreadsheet is ``2024``."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, list):
        value = "、".join(str(each) for each in value)
    return unicodedata.normalize("NFKC", str(value)).strip()


def _read_csv(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Refusal(_("文字编码读不出来，请另存为UTF-8的CSV。"))
    rows = csv.reader(io.StringIO(text))
    names = _names(next(rows, []))
    for number, row in enumerate(rows, start=2):
        yield number, _fields(names, row)


def _read_workbook(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise Refusal(_("打不开这个工作簿：%(path)s") % {"path": path.name}) from error
    names = _names(rows[0] if rows else [])
    for number, row in enumerate(rows[1:], start=2):
        yield number, _fields(names, row)


def _read_jsonl(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise Refusal(_("第%(number)s行不是JSON。") % {"number": number}) from error
        names = [HEADS.get(str(key).strip(), "") for key in record]
        yield number, _fields(names, list(record.values()))


def _names(heads: list[Any]) -> list[str]:
    names = [HEADS.get(plain(head).lower(), "") for head in heads]
    if missing := [head for name, head in NEEDED.items() if name not in names]:
        raise Refusal(_("缺少这几列：%(names)s") % {"names": "、".join(missing)})
    if "staff_no" not in names and "username" not in names:
        raise Refusal(_("要有“工号”或“账号”一列，才认得出人。"))
    return names


def _fields(names: list[str], row: list[Any]) -> dict[str, str]:
    return {name: plain(value) for name, value in zip(names, row, strict=False) if name}
