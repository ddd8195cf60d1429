"""Closure rows from edges: derived data, so rebuilding needs no actor and leaves no audit entry."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from organizations.models import Organization, OrganizationClosure, OrganizationEdge

BEGINNING = date(1900, 1, 1)  # since when an organization without a founding date is taken to exist
ONE_DAY = timedelta(days=1)

Edges = dict[int, list[tuple[int, date, date | None]]]  # child → (parent, since, until)


@dataclass(frozen=True, slots=True)
class Span:
    """``ancestor`` stands ``depth`` levels above during the dates."""

    ancestor: int
    depth: int
    since: date
    until: date | None


@transaction.atomic
def rebuild_closure(*, organizations: Iterable[int] | None = None) -> int:
    """Derive the closure rows again; returns how many were written.

    ``organizations`` (ids) limits it to rows about these descendants; without it the whole table is rebuilt.
    """
    present = Organization.objects.all()
    stale = OrganizationClosure.objects.all()
    if organizations is not None:
        ids = set(organizations)
        present, stale = present.filter(pk__in=ids), stale.filter(descendant_id__in=ids)
    edges: Edges = defaultdict(list)
    for child, parent, since, until in OrganizationEdge.objects.values_list("child_id", "parent_id", "since", "until"):
        edges[child].append((parent, since, until))
    stale.delete()
    rows = [
        OrganizationClosure(
            descendant_id=pk, ancestor_id=span.ancestor, depth=span.depth, since=span.since, until=span.until
        )
        for pk in present.order_by("pk").values_list("pk", flat=True)
        for span in [Span(pk, 0, BEGINNING, None), *_joined(_climb(edges, pk, BEGINNING, None, (pk,)))]
    ]
    OrganizationClosure.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _climb(edges: Edges, child: int, since: date, until: date | None, path: tuple[int, ...]) -> Iterator[Span]:
    """Every ancestor of the last node of ``path``, with the dates on which all edges between them held."""
    for parent, edge_since, edge_until in edges.get(child, []):
        start, end = max(since, edge_since), earlier(until, edge_until)
        if (end is not None and end < start) or parent in path:
            continue
        yield Span(parent, len(path), start, end)
        yield from _climb(edges, parent, start, end, (*path, parent))


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Neighbouring spans of the same ancestor and depth as one: a school that changed its group kept its district."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.ancestor, each.depth, each.since)):
        last = joined[-1] if joined else None
        if (
            last
            and (last.ancestor, last.depth) == (span.ancestor, span.depth)
            and last.until
            and last.until + ONE_DAY >= span.since
        ):
            joined[-1] = Span(last.ancestor, last.depth, last.since, span.until)
        else:
            joined.append(span)
    return joined


def earlier(one: date | None, other: date | None) -> date | None:
    """The earlier of two last days, where ``None`` is "still"."""
    if one is None or other is None:
        return one or other
    return min(one, other)
