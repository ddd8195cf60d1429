"""The rows of the table: what is measured, against what, with which goal. Numbers as in ``docs/performance.md``."""

from collections.abc import Callable, Iterator

from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from benchmarks.city import RULE_SET, City
from benchmarks.comparing import Comparison, compare
from benchmarks.load import Target
from benchmarks.measuring import (
    PRODUCT,
    Measure,
    Row,
    Setting,
    cookies_of,
    in_process,
    queries_of,
    signed_in,
    verdict_of,
    visitor,
)
from benchmarks.references.staff_sql import staff_hours
from benchmarks.stage import served
from training.models import HourEntry
from training.staff import roster

REFERENCE = "benchmarks.references.wsgi:application"
FEW, MANY = 5, 50  # P5: N and 10 N
YEARS, PIECES = 5, 6


def fill_front(city: City) -> None:
    """What home and lesson pages link to: books full of lessons, groups, series, coming activities."""
    city.grow_lessons(60)
    city.grow_activities(4)
    city.offer_series(3)


def _page(
    key: str,
    what: str,
    path: str,
    *,
    city: City,
    setting: Setting,
    at_least: float,
    most: int,
    reader: User | None = None,
) -> Iterator[Row]:
    client = signed_in(reader) if reader else visitor()
    statements = queries_of(client, path)
    yield Row(key, f"{what}: SQL", str(statements), f"≤ {most}", verdict_of(statements <= most))
    reference = f"/rows/{city.lessons[0].code}/"
    with served(REFERENCE, ready=reference) as theirs, served(PRODUCT, ready=path) as ours:
        product, bare = Target(ours, path, cookies_of(client)), Target(theirs, reference)
        for target in (product, bare):
            target.read(min(1.0, setting.seconds))  # both workers of both sides are warm
        found = compare(product=product.rate, reference=bare.rate, rounds=setting.rounds, seconds=setting.seconds)
    yield Row(key, f"{what}: rate", _with_rates(found), f"≥ {at_least} ×", found.verdict(at_least=at_least))


def _with_rates(found: Comparison) -> str:
    ours, theirs = max(found.product), max(found.reference)
    return f"{found}, best {ours:.0f} and {theirs:.0f} a second, reference ± {found.swing:.0%}"


def lesson_page(city: City, setting: Setting) -> Iterator[Row]:
    """P1: a lesson, for a visitor."""
    fill_front(city)
    path = f"/lessons/{city.lessons[0].code}/"
    return _page("P1", "lesson page", path, city=city, setting=setting, at_least=0.35, most=12)


def signed_in_lesson_page(city: City, setting: Setting) -> Iterator[Row]:
    """P3: the same lesson for a teacher with hours, notices and places of their own."""
    fill_front(city)
    city.grow_staff(FEW)
    path = f"/lessons/{city.lessons[0].code}/"
    what, teacher = "lesson page, signed in", city.staff[0]
    return _page("P3", what, path, city=city, setting=setting, at_least=0.23, most=14, reader=teacher)


def home_page(city: City, setting: Setting) -> Iterator[Row]:
    """P2: the home page, for a visitor."""
    fill_front(city)
    return _page("P2", "home page", "/", city=city, setting=setting, at_least=0.25, most=15)


def lists(city: City, setting: Setting) -> Iterator[Row]:
    """P5: SQL of a list with N and with 10 N."""
    staff = reverse("training:staff", args=[city.school.public_id])
    cases: list[tuple[str, str, Client, Callable[[int], None], Callable[[], int]]] = [
        ("lessons", "/lessons/", visitor(), city.grow_lessons, lambda: len(city.lessons)),
        ("staff roster", staff, signed_in(city.leader), city.grow_staff, lambda: len(city.staff)),
        ("groups", "/groups/", visitor(), city.grow_groups, lambda: len(city.groups)),
        ("activities", "/activities/", visitor(), city.grow_activities, lambda: len(city.activities)),
    ]
    for name, path, client, grow, present in cases:
        grow(FEW)
        before, few = present(), queries_of(client, path)
        grow(before * MANY // FEW)
        many = queries_of(client, path)
        measured = f"{few} SQL with {before}, {many} with {present()}"
        yield Row("P5", f"{name}: SQL", measured, "constant", verdict_of(many <= few))


def staff_records(city: City, setting: Setting) -> Iterator[Row]:
    """L4: a school's staff records against the same sums as one indexed statement."""
    city.grow_staff(setting.staff, years=YEARS, pieces=PIECES)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as autovacuum leaves a ledger that did not grow by a year in a minute
    years = sorted(set(HourEntry.objects.filter(set_key=RULE_SET).values_list("year", flat=True)))
    path = reverse("training:staff", args=[city.school.public_id])
    client = signed_in(city.leader)

    def sums() -> None:
        staff_hours(school_id=city.school.pk, set_key=RULE_SET, years=years)

    what = f"records of {len(city.staff)} staff, {HourEntry.objects.count()} entries"
    for part, read in ((f"{what}, read", lambda: roster(city.school)), (f"{what}, page", lambda: client.get(path))):
        found = compare(
            product=in_process(read), reference=in_process(sums), rounds=setting.rounds, seconds=setting.seconds
        ).inverse()
        taken = f"{found} the time, {found.product[0] * 1000:.0f} and {found.reference[0] * 1000:.1f} ms"
        yield Row("L4", part, taken, "≤ 3 ×", found.verdict(at_most=3))
    with served(PRODUCT, ready="/") as port:
        target = Target(port, path, cookies_of(client))
        target.read(min(1.0, setting.seconds))
        window = target.read(setting.rounds * setting.seconds / 2)
    slowest = window.slowest()
    yield Row("L4", f"{what}, page under load", f"95 % within {slowest:.2f} s", "≤ 1 s", verdict_of(slowest <= 1))


MEASURES: dict[str, Measure] = {
    "P5": lists,
    "P1": lesson_page,
    "P2": home_page,
    "P3": signed_in_lesson_page,
    "L4": staff_records,
}
