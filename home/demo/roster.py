"""Who teaches at a school: named persons first, the rest drawn from our own lists of names, seeded by school."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from home.demo.persons import Cast, NamedPerson, Names
from home.demo.seeds import seeded
from home.demo.shapes import School

# Shares of 100 teachers; a main school has about this mix as well.
STATUS_SHARES = (
    ("reached", 36),
    ("on_course", 46),
    ("gap", 10),
    ("will_miss", 4),
    ("exempt", 4),
)
PRIMARY_SUBJECTS = (
    ("chinese", 34),
    ("math", 27),
    ("english", 12),
    ("science", 7),
    ("morality", 6),
    ("pe", 6),
    ("music", 4),
    ("art", 4),
)
JUNIOR_SUBJECTS = (
    ("chinese", 30),
    ("math", 30),
    ("english", 20),
    ("morality", 10),
    ("science", 5),
    ("pe", 5),
)
_COMMON_SURNAMES = 50  # the first ones of the list are drawn more often, as in life


@dataclass
class Draft:
    """What is decided about a teacher before the dates are."""

    key: str
    name: str
    school: School
    subject: str
    title: str
    born: int
    status: str
    number: int
    roles: tuple[str, ...] = ()
    honour: str = ""
    host: str = ""
    leave: str = ""
    textbooks: tuple[str, ...] = field(default_factory=tuple)


def spread(total: int, shares: tuple[tuple[str, int], ...]) -> list[str]:
    """``total`` values in the given shares by largest remainder, in the order of the shares."""
    whole = sum(share for _, share in shares)
    counts = {value: total * share // whole for value, share in shares}
    rest = sorted(shares, key=lambda pair: (-(total * pair[1] % whole), pair[0]))
    for value, _ in rest[: total - sum(counts.values())]:
        counts[value] += 1
    return [value for value, _ in shares for _ in range(counts[value])]


def draw_name(random: Random, names: Names, taken: set[str]) -> str:
    """A name nobody has yet: mostly a common surname, three in four with a given name of two characters."""
    two = [name for line in names.given for name in line.split() if len(name) == 2]
    one = [name for line in names.given for name in line.split() if len(name) == 1]
    while True:
        pool = names.surnames[:_COMMON_SURNAMES] if random.random() < 0.8 else names.surnames
        name = random.choice(pool) + (random.choice(two) if random.random() < 0.75 else random.choice(one))
        if name not in taken:
            taken.add(name)
            return name


def title_for(random: Random, age: int) -> str:
    """A professional title plausible for the age."""
    if age < 26:
        return "三级教师"
    if age < 32:
        return "二级教师"
    if age < 42:
        return "一级教师" if random.random() < 0.8 else "二级教师"
    return "高级教师" if random.random() < 0.55 else "一级教师"


def _named_draft(person: NamedPerson, school: School, number: int) -> Draft:
    return Draft(
        key=person.key,
        name=person.name,
        school=school,
        subject=person.subject,
        title=person.title,
        born=person.born,
        status=person.status,
        number=number,
        roles=person.roles,
        honour=person.honour,
        host=person.host,
        leave=person.leave,
        textbooks=person.textbooks,
    )


def _without(values: list[str], used: list[str]) -> list[str]:
    """``values`` less one occurrence of each used one, as far as there is one."""
    left = list(values)
    for value in used:
        if value in left:
            left.remove(value)
    return left


def draft_school(school: School, cast: Cast, names: Names, taken: set[str], *, today: date) -> list[Draft]:
    """The staff of a school in subjects and states of the usual shares; ``taken`` grows by the names drawn."""
    random = seeded("school", school.key)
    drafts = [
        _named_draft(person, school, number)
        for number, person in enumerate((p for p in cast.teachers if p.school == school.key), start=1)
    ]
    shares = JUNIOR_SUBJECTS if school.level == "junior" else PRIMARY_SUBJECTS
    subjects = _without(spread(school.teachers, shares), [draft.subject for draft in drafts])
    statuses = _without(spread(school.teachers, STATUS_SHARES), [draft.status for draft in drafts])
    random.shuffle(subjects)
    random.shuffle(statuses)
    for position in range(school.teachers - len(drafts)):
        age = min(58, max(24, round(random.gauss(39, 8))))
        status = statuses[position]
        drafts.append(
            Draft(
                key=f"{school.key}-{len(drafts) + 1:02d}",
                name=draw_name(random, names, taken),
                school=school,
                subject=subjects[position],
                title=title_for(random, age),
                born=today.year - age,
                status=status,
                number=len(drafts) + 1,
                leave=("maternity" if age < 40 else "illness") if status == "exempt" else "",
            )
        )
    _give_offices(drafts)
    return drafts


def _give_offices(drafts: list[Draft]) -> None:
    """Every school has a leader and a training admin; whoever is eldest takes what the cast left open."""
    for role in ("leader", "training_admin"):
        if any(role in draft.roles for draft in drafts):
            continue
        free = [draft for draft in drafts if not draft.roles and draft.status != "exempt"]
        chosen = min(free, key=lambda draft: (draft.born, draft.number))
        chosen.roles = (role,)
