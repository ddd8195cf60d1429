"""The whole content of the demo city, read and checked: ``load_content(today)`` is what the loader asks."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from home.demo.evidence_shapes import Titles
from home.demo.history import History, compose_history
from home.demo.lesson_shapes import Lesson
from home.demo.lessons import compose_lessons
from home.demo.people import compose_people
from home.demo.persons import Cast, Names, Person
from home.demo.programme_shapes import Activity, Group, GroupPlan, Run, Series
from home.demo.programmes import SEAT_RUN, compose_activity, compose_group, compose_run
from home.demo.schema import build, build_all, read_folder, read_yaml
from home.demo.shapes import Places, Vocabulary, Volume
from home.demo.site_shapes import Curriculum, Desks, Texts


@dataclass(frozen=True)
class Content:
    """Everything; nodes are named ``<volume>/<unit n>/<lesson position>``, lessons by node and running number."""

    places: Places
    vocabulary: Vocabulary
    volumes: tuple[Volume, ...]
    cast: Cast
    people: tuple[Person, ...]
    lessons: tuple[Lesson, ...]
    series: tuple[Series, ...]
    runs: tuple[Run, ...]
    groups: tuple[Group, ...]
    activities: tuple[Activity, ...]
    curricula: tuple[Curriculum, ...]
    history: History
    desks: Desks
    texts: Texts


@cache
def load_places() -> Places:
    """Cities, districts, offices, schools, alliances and designations."""
    return build(Places, read_yaml("places.yaml"), where="places.yaml")


@cache
def load_vocabulary() -> Vocabulary:
    """Lists of terms."""
    return build(Vocabulary, read_yaml("vocabulary.yaml"), where="vocabulary.yaml")


@cache
def load_volumes() -> tuple[Volume, ...]:
    """Textbooks with their units and lessons."""
    return tuple(
        volume
        for name, rows in read_folder("textbooks")
        for volume in build_all(Volume, rows, where=f"textbooks/{name}.yaml")
    )


@cache
def load_cast() -> Cast:
    """Named persons and accounts."""
    return build(Cast, read_yaml("persons.yaml"), where="persons.yaml")


@cache
def load_content(today: date) -> Content:
    """The demo city as seen on ``today``."""
    places, volumes, cast = load_places(), load_volumes(), load_cast()
    names = build(Names, read_yaml("names.yaml"), where="names.yaml")
    people = compose_people(places=places, cast=cast, names=names, today=today)
    series = build_all(Series, read_yaml("series.yaml"), where="series.yaml")
    runs = tuple(compose_run(plan, item, people=people, today=today) for item in series for plan in item.runs)
    plans = build_all(GroupPlan, read_yaml("groups.yaml"), where="groups.yaml")
    groups = tuple(compose_group(plan, people=people, today=today) for plan in plans)
    activities = tuple(
        compose_activity(activity, group, people=people, today=today)
        for plan, group in zip(plans, groups, strict=True)
        for activity in plan.activities
    )
    history = compose_history(
        places=places,
        people=people,
        series=series,
        runs=runs,
        activities=activities,
        titles=build(Titles, read_yaml("history.yaml"), where="history.yaml"),
        today=today,
    )
    return Content(
        places=places,
        vocabulary=load_vocabulary(),
        volumes=volumes,
        cast=cast,
        people=people,
        lessons=compose_lessons(places=places, volumes=volumes, people=people, today=today),
        series=series,
        runs=tuple(replace(run, enrolled=history.seated) if run.key == SEAT_RUN else run for run in runs),
        groups=groups,
        activities=activities,
        curricula=build_all(Curriculum, read_yaml("curricula.yaml"), where="curricula.yaml"),
        history=history,
        desks=build(Desks, read_yaml("desks.yaml"), where="desks.yaml"),
        texts=build(Texts, read_yaml("texts.yaml"), where="texts.yaml"),
    )
