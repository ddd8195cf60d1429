"""The one writer of spreadsheets: strings typed as strings, formula prefixes guarded, an audit row for each export.

Columns say what they are; masking is the caller's decision by role, before the rows come here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.db import models
from django.http import HttpResponse

from core.services import record_audit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head and its width in characters."""

    label: str
    width: int = 14


def guarded(value: str) -> str:
    """Text that a spreadsheet program will not run as a formula when it is copied or saved as CSV."""
    return f"'{value}" if value.startswith(FORMULA_PREFIXES) else value


def xlsx_response(
    *,
    actor: Any,
    action: str,
    target: models.Model,
    organization_id: int | None,
    filename: str,
    sheet: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    notes: Sequence[str] = (),
) -> HttpResponse:
    """A download with ``rows`` and, on a second sheet, ``notes`` (definition of the figures, as-of date, source).

    Decimals become numbers with two places, dates become dates, everything else a string. Writes the audit entry.
    """
    content, count = write_xlsx(sheet=sheet, columns=columns, rows=rows, notes=notes)
    record_audit(
        actor=actor,
        action=action,
        target=target,
        organization_id=organization_id,
        after={"rows": count, "file": filename},
    )
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = _disposition(filename)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def write_xlsx(
    *, sheet: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], notes: Sequence[str] = ()
) -> tuple[bytes, int]:
    """The file's bytes and the number of rows."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    formats = {
        "text": book.add_format({"num_format": "@"}),
        "number": book.add_format({"num_format": "0.00"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    page = book.add_worksheet(sheet[:31])
    page.freeze_panes(1, 1)
    for place, column in enumerate(columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, column.label, head)
    count = 0
    for count, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            _write_cell(page, count, place, value, formats)
    if notes:
        about = book.add_worksheet("说明")
        about.set_column(0, 0, 90)
        for place, note in enumerate(notes):
            about.write_string(place, 0, guarded(note))
    book.close()
    return buffer.getvalue(), count


def _write_cell(page: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, date, datetime)):
        page.write_string(row, column, guarded(str(value)), formats["text"])
    elif isinstance(value, Decimal):
        page.write_number(row, column, float(value), formats["number"])
    elif isinstance(value, int):
        page.write_number(row, column, value)
    else:
        page.write_datetime(row, column, value, formats["date"])


def _disposition(filename: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(filename)}"
