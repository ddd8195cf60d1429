"""The whole content of the demo city, read and checked: ``load_content(today)`` is what the loader asks."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from home.demo.people import compose_people
from home.demo.persons import Cast, Names, Person
from home.demo.schema import build, build_all, read_folder, read_yaml
from home.demo.shapes import Places, Vocabulary, Volume


@dataclass(frozen=True)
class Content:
    """Everything; nodes are named ``<volume>/<unit n>/<lesson position>``, or ``<volume>/<unit n>`` for a unit."""

    places: Places
    vocabulary: Vocabulary
    volumes: tuple[Volume, ...]
    cast: Cast
    people: tuple[Person, ...]


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
    places = load_places()
    names = build(Names, read_yaml("names.yaml"), where="names.yaml")
    return Content(
        places=places,
        vocabulary=load_vocabulary(),
        volumes=load_volumes(),
        cast=load_cast(),
        people=compose_people(places=places, cast=load_cast(), names=names, today=today),
    )
