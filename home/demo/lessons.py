"""The lessons of the demo city: written ones and briefs become complete, with authors, days, levels and media."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from random import Random

from home.demo.lesson_shapes import Author, Lesson, LessonBrief, Step, WrittenLesson
from home.demo.persons import Person
from home.demo.phrasing import write_out
from home.demo.recognition import level_steps, release_day
from home.demo.schema import ContentError, build_all, read_folder
from home.demo.screenplay import make_cues, make_moments, make_slides
from home.demo.seeds import seeded
from home.demo.shapes import Places, Volume

_LEVELS = ("",) * 5 + ("school",) * 8 + ("district",) * 5 + ("city",) * 2
_LICENCES = ("cc-by-nc",) * 5 + ("cc-by-nc-sa",) * 3 + ("district",)
_VISIBILITIES = ("public",) * 28 + ("signed_in",) * 2 + ("district", "school")
_GUIDES = {"math": "wangjing", "chinese": "yinxu", "science": "fengsuo", "english": "jianning", "morality": "pangyi"}


@dataclass
class _Town:
    """What choosing an author needs, and how often each has been chosen."""

    places: Places
    volumes: dict[str, Volume]
    people: dict[str, Person]
    taught: Counter[str] = field(default_factory=Counter)

    def choose_teacher(self, random: Random, volume: Volume) -> Person:
        """Somebody who teaches this subject at this stage and has few lessons so far."""
        fitting = [
            person
            for person in self.people.values()
            if person.status not in ("", "exempt") and (person.subject, person.stage) == (volume.subject, volume.stage)
        ]
        least = min(self.taught[person.key] for person in fitting)
        return random.choice([person for person in fitting if self.taught[person.key] <= least])

    def issuers(self, school: str) -> tuple[dict[str, str], bool]:
        """Who announces each level for a school, and whether it lies in a municipality."""
        found = next(item for item in self.places.schools if item.key == school)
        district = next(item for item in self.places.districts if item.key == found.district)
        city = next(item for item in self.places.cities if item.key == district.city)
        bureau = next(item for item in self.places.bureaus if item.district == district.key)
        names = {
            "school": found.name,
            "district": bureau.name,
            "city": f"{city.name}精品课遴选（示例）",
            "province": "省级精品课遴选（示例）",
            "national": "基础教育精品课遴选（示例）",
        }
        return names, city.municipality


def find_node(volumes: dict[str, Volume], node: str) -> tuple[Volume, str, str, float]:
    """Volume, unit title, lesson title and how far into the book (0 to 1) a node lies; ``ContentError`` if nowhere."""
    try:
        key, number, position = node.split("/")
        volume = volumes[key]
        index, unit = next((i, unit) for i, unit in enumerate(volume.units) if unit.n == int(number))
        title = unit.lessons[int(position) - 1]
    except (KeyError, ValueError, IndexError, StopIteration) as error:
        raise ContentError(f"no textbook node {node!r}") from error
    return volume, unit.title, title, index / len(volume.units)


def compose_lessons(
    *, places: Places, volumes: tuple[Volume, ...], people: tuple[Person, ...], today: date
) -> tuple[Lesson, ...]:
    """Every lesson, the written ones first; ``key`` is the node with a running number."""
    town = _Town(places, {volume.key: volume for volume in volumes}, {person.key: person for person in people})
    at_node: Counter[str] = Counter()
    found = []
    for source in read_sources():
        at_node[source.node] += 1
        key = f"{source.node.replace('/', '-')}-{at_node[source.node]}"
        volume, unit, title, _ = find_node(town.volumes, source.node)
        if volume.subject == "english":  # "Part A Let's talk" stands in every unit
            title = f"{unit} {title}"
        if isinstance(source, LessonBrief):
            source = write_out(source, key=key, subject=volume.subject, title=source.title or title)
        found.append(_complete(source, key=key, town=town, today=today))
    return tuple(found)


def read_sources() -> list[WrittenLesson | LessonBrief]:
    """Files ``*_full`` hold written lessons, ``*_brief`` briefs."""
    files = read_folder("lessons")
    written = [
        lesson
        for name, rows in files
        if name.endswith("_full")
        for lesson in build_all(WrittenLesson, rows, where=f"lessons/{name}.yaml")
    ]
    briefs = [
        brief
        for name, rows in files
        if name.endswith("_brief")
        for brief in build_all(LessonBrief, rows, where=f"lessons/{name}.yaml")
    ]
    return [*written, *briefs]


def _authors(source: WrittenLesson, teacher: Person, random: Random, subject: str) -> tuple[Author, ...]:
    authors = [Author(person=teacher.key, role="teaching")]
    if source.design:
        authors.append(Author(person=source.design, role="design"))
    guide = source.guide or (_GUIDES.get(subject, "") if not source.by and random.random() < 0.4 else "")
    if guide and guide != teacher.key:
        authors.append(Author(person=guide, role="guidance"))
    return tuple(authors)


def _complete(source: WrittenLesson, *, key: str, town: _Town, today: date) -> Lesson:
    random = seeded("lesson-place", key)
    volume, unit, _, share = find_node(town.volumes, source.node)
    teacher = town.people[source.by] if source.by else town.choose_teacher(random, volume)
    town.taught[teacher.key] += 1
    level = source.level if source.by else random.choice(_LEVELS)
    released_on = release_day(random, term=volume.term, share=share, level=level, today=today)
    issuers, municipality = town.issuers(teacher.organization)
    cues, begins, duration = make_cues(source)
    return Lesson(
        key=key,
        title=source.title,
        node=source.node,
        subject=volume.subject,
        organization=teacher.organization,
        authors=_authors(source, teacher, random, volume.subject),
        type=_type(source),
        period=source.period,
        summary=source.question,
        question=source.question,
        aims=source.aims,
        key_points=source.key,
        hard_points=source.hard,
        process=tuple(_step(*step) for step in source.steps),
        mistakes=tuple(_step(*mistake) for mistake in source.mistakes),
        board=source.board,
        homework=source.homework,
        tasks=source.tasks,
        reflection=source.reflection,
        slides=make_slides(source, place=unit, who=f"{issuers['school']}　{teacher.name}"),
        cues=cues,
        moments=make_moments(source, cues, begins),
        duration=duration,
        levels=level_steps(random, level=level, released_on=released_on, municipality=municipality, issuers=issuers),
        licence="cc-by-nc" if source.by else random.choice(_LICENCES),
        visibility="public" if source.by else random.choice(_VISIBILITIES),
        consent=f"师生出镜同意书已登记，{released_on.year}年{released_on.month}月（示例）",
        released_on=released_on,
        key_lesson=source.key_lesson,
    )


def _type(source: WrittenLesson) -> str:
    """A lesson that only says it is new may say more by its title."""
    if source.type == "new" and source.title.startswith("习作"):
        return "writing"
    if source.type == "new" and source.title.startswith("口语交际"):
        return "speaking"
    return source.type


def _step(title: str, text: str) -> Step:
    return Step(title=title, text=text)
