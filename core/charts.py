"""Geometry of the few fixed kinds of chart that the server draws as SVG: no domain, no colour, no markup.

Each function takes numbers and labels and returns a ``Chart``: shapes to print and the same numbers as a table. Colours
come from the style sheet by ``kind``: ``s1`` to ``s4`` for series, ``axis``, ``grid-line``, ``target``, ``label``.
Columns show composition over time, dots a distribution (one dot = one school, never a ranking), lines a course.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, floor, log10

Number = float | int
DOT = 14  # distance of two dots
DOTS_PER_ROW = 3


@dataclass(frozen=True, slots=True)
class Shape:
    """One SVG element; ``width`` is the radius of a circle, ``text`` the ``d`` of a path."""

    tag: str
    kind: str = ""
    x: str = ""
    y: str = ""
    width: str = ""
    height: str = ""
    x2: str = ""
    y2: str = ""
    text: str = ""
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Column:
    """Head of a table column."""

    label: str
    number: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart, written out."""

    caption: str
    columns: list[Column]
    rows: list[list[str]]
    foot: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Series:
    """Name and colour number (1–4) of a series, for the legend."""

    label: str
    kind: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the ``chart`` and ``year-bars`` components print."""

    width: int
    height: int
    label: str
    shapes: list[Shape]
    table: Table | None = None
    series: list[Series] = field(default_factory=list)
    dashed: str = ""
    fit: bool = False


def at(value: Number) -> str:
    """A coordinate: one decimal, always with a point."""
    return f"{value:.1f}".removesuffix(".0")


def nice_axis(highest: Number) -> tuple[float, int]:
    """The next round number at or above ``highest``, and into how many readable steps it parts."""
    if highest <= 0:
        return 1, 1
    power = 10.0 ** floor(log10(highest))
    rounds = ((1, 5), (2, 4), (3, 3), (4, 4), (5, 5), (6, 3), (8, 4), (10, 5))
    return next((factor * power, steps) for factor, steps in rounds if factor * power >= highest)


def rect(kind: str, x: Number, y: Number, width: Number, height: Number) -> Shape:
    """A bar."""
    return Shape("rect", kind, at(x), at(y), at(width), at(height))


def line(kind: str, x: Number, y: Number, x2: Number, y2: Number) -> Shape:
    """A straight line."""
    return Shape("line", kind, at(x), at(y), x2=at(x2), y2=at(y2))


def text(words: str, x: Number, y: Number, *, kind: str = "", anchor: str = "middle") -> Shape:
    """A label."""
    return Shape("text", kind, at(x), at(y), text=words, anchor=anchor)


def stack(
    values: Sequence[Number], kinds: Sequence[int], *, x: Number, width: Number, base: Number, scale: Number
) -> list[Shape]:
    """The parts of one column from the ground up, with a gap between parts (neighbouring colours are close)."""
    gap = 1
    shapes, foot = [], base
    for number, value in zip(kinds, values, strict=False):
        if value > 0:
            height = max(value * scale - gap, 0.5)
            shapes.append(rect(f"s{number}", x, foot - gap - height, width, height))
            foot -= height + gap
    return shapes


def axis(*, top: float, steps: int, left: Number, right: Number, base: Number, height: Number) -> list[Shape]:
    """The ground line, the grid and its figures."""
    shapes = [line("axis", left, base, right, base), text("0", left - 6, base + 5, anchor="end")]
    for step in range(1, steps + 1):
        y = base - height * step / steps
        shapes += [line("grid-line", left, y, right, y), text(f"{top * step / steps:g}", left - 6, y + 5, anchor="end")]
    return shapes


def stacked_columns(
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[Number]]],
    *,
    label: str,
    unit: str,
    caption: str,
    first_head: str,
    total_head: str,
    places: int = 0,
) -> Chart:
    """Composition over time: at most four ``series`` of (name, values), one value per label."""
    if len(series) > 4:
        raise ValueError("more than four series cannot be told apart")
    pitch, left, base, height = 30, 26, 206, 180
    columns = [[values[place] for _name, values in series] for place in range(len(labels))]
    top, steps = nice_axis(max((sum(column) for column in columns), default=0))
    right = left + pitch * len(labels) + 4
    shapes = axis(top=top, steps=steps, left=left, right=right, base=base, height=height)
    for place, (name, column) in enumerate(zip(labels, columns, strict=True)):
        x = left + 5 + pitch * place
        shapes += stack(column, (1, 2, 3, 4), x=x, width=22, base=base, scale=height / top)
        shapes.append(text(name, x + 11, base + 20))
    shapes.append(text(unit, 0, 14, anchor="start"))
    rows = [
        [name, *(f"{v:.{places}f}" for v in [*column, sum(column)])]
        for name, column in zip(labels, columns, strict=True)
    ]
    heads = [Column(first_head, number=False), *(Column(name) for name, _values in series), Column(total_head)]
    table = Table(caption, heads, rows)
    names = [Series(name, number) for number, (name, _values) in enumerate(series, start=1)]
    return Chart(right + 2, base + 28, label, shapes, table, names, fit=len(labels) <= 12)


def dots(
    bins: Sequence[tuple[str, int, int]], *, label: str, caption: str, bin_head: str, count_head: str, total_head: str
) -> Chart:
    """A distribution: ``bins`` of (label, count, series number 1–4); one dot is one thing, the count stands above."""
    highest = max((ceil(count / DOTS_PER_ROW) for _name, count, _kind in bins), default=0)
    pitch, base = 58, max(highest * DOT + 28, 60)
    shapes = [line("axis", 0, base, pitch * len(bins), base)]
    for place, (name, count, kind) in enumerate(bins):
        middle = pitch * place + pitch / 2
        for number in range(count):
            row, column = divmod(number, DOTS_PER_ROW)
            shapes.append(Shape("circle", f"s{kind}", at(middle + (column - 1) * DOT), at(base - 9 - row * DOT), "5.5"))
        shapes.append(text(str(count), middle, base - 8 - ceil(count / DOTS_PER_ROW) * DOT, kind="label"))
        shapes.append(text(name, middle, base + 20))
    rows = [[name, str(count)] for name, count, _kind in bins]
    total = [total_head, str(sum(count for _name, count, _kind in bins))]
    table = Table(caption, [Column(bin_head, number=False), Column(count_head)], rows, total)
    return Chart(pitch * len(bins), base + 28, label, shapes, table, fit=True)


def year_bars(
    years: Sequence[tuple[str, Sequence[Number] | None]],
    *,
    required: Number,
    series: Sequence[str],
    label: str,
    caption: str,
    year_head: str,
    total_head: str,
    dashed: str = "",
    places: int = 2,
) -> Chart:
    """The years of a cycle: (label, values per series), or ``None`` for a year to come, drawn as a dashed outline.

    At most two ``series``; ``dashed`` names the line of the yearly requirement in the legend.
    """
    pitch, base, height = 74, 190, 156
    sums = [sum(values) for _name, values in years if values is not None]
    top = max([*sums, required * 1.2, 1])
    scale = height / top
    shapes = [line("axis", 0, base, pitch * len(years) + 6, base)]
    for place, (name, values) in enumerate(years):
        x = 18 + pitch * place
        if values is None:
            shapes.append(rect("future", x, base - required * scale, 44, required * scale))
        else:
            shapes += stack(values, (1, 3), x=x, width=44, base=base, scale=scale)
            head = base - sum(values) * scale - 8
            shapes.append(text(f"{sum(values):.{places}f}", x + 22, head, kind="is-strong"))
        shapes.append(text(name, x + 22, base + 21))
    shapes.append(line("target", 0, base - required * scale, pitch * len(years) + 6, base - required * scale))
    past = [(name, values) for name, values in years if values is not None]
    rows = [[name, *(f"{v:.{places}f}" for v in [*values, sum(values)])] for name, values in past]
    heads = [Column(year_head, number=False), *(Column(name) for name in series), Column(total_head)]
    names = [Series(name, kind) for name, kind in zip(series, (1, 3), strict=False)]
    return Chart(pitch * len(years) + 6, 222, label, shapes, Table(caption, heads, rows), names, dashed)


def lines(
    labels: Sequence[str],
    values: Sequence[Number],
    *,
    label: str,
    unit: str,
    caption: str,
    first_head: str,
    places: int = 0,
) -> Chart:
    """One value over time, as a line with dots."""
    pitch, left, base, height = 56, 40, 206, 180
    top, steps = nice_axis(max(values, default=0))
    right = left + pitch * max(len(labels) - 1, 1) + 20
    shapes = axis(top=top, steps=steps, left=left, right=right, base=base, height=height)
    points = [(left + 10 + pitch * place, base - value * height / top) for place, value in enumerate(values)]
    shapes.append(Shape("path", "line", text="M" + "L".join(f"{at(x)} {at(y)}" for x, y in points)))
    for (x, y), name in zip(points, labels, strict=True):
        shapes += [Shape("circle", "dot", at(x), at(y), "4"), text(name, x, base + 20)]
    shapes.append(text(unit, 0, 14, anchor="start"))
    rows = [[name, f"{value:.{places}f}"] for name, value in zip(labels, values, strict=True)]
    table = Table(caption, [Column(first_head, number=False), Column(unit)], rows)
    return Chart(right + 20, base + 28, label, shapes, table, fit=len(labels) <= 7)
