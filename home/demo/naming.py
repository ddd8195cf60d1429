"""Names for evidence: titles, who organised it and who certified it, from the places of the demo."""

from collections import Counter
from datetime import date, timedelta
from random import Random

from home.demo.evidence_shapes import EvidenceFact, Titles
from home.demo.persons import Person
from home.demo.seeds import seeded
from home.demo.shapes import District, Places, School
from home.demo.teacher_year import Earned

_SUBJECTS = {
    "chinese": "语文",
    "math": "数学",
    "english": "英语",
    "science": "科学",
    "morality": "道德与法治",
    "music": "音乐",
    "art": "美术",
    "pe": "体育与健康",
}
_STAGES = {"primary": "小学", "junior": "初中"}


def _signers(people: tuple[Person, ...]) -> dict[str, str]:
    """Who certifies for an organization: its training admin, editor or officer."""
    found: dict[str, str] = {}
    for person in people:
        for membership in person.memberships:
            if membership.role in ("training_admin", "editor", "officer"):
                found.setdefault(membership.organization, person.key)
    return found


class Naming:
    """Looks up the places once and names facts from them."""

    def __init__(self, places: Places, people: tuple[Person, ...], titles: Titles) -> None:
        self.titles = titles
        self._schools = {school.key: school for school in places.schools}
        self._districts = {district.key: district for district in places.districts}
        offices = (*places.bureaus, *places.institutes)
        self.names = {office.key: office.name for office in offices}
        self.names |= {school.key: school.name for school in places.schools}
        self._cities = {
            district.key: city.name
            for district in places.districts
            for city in places.cities
            if city.key == district.city
        }
        self._institute = {institute.district: institute.key for institute in places.institutes}
        self._bureau = {bureau.district: bureau.key for bureau in places.bureaus}
        self._signer = _signers(people)
        self._used: Counter[tuple[str, str]] = Counter()

    def school(self, key: str) -> School:
        """The school of that key."""
        return self._schools[key]

    def district(self, school: str) -> District:
        """The district a school lies in."""
        return self._districts[self._schools[school].district]

    def certifier(self, person: Person, kind: str) -> str:
        """The organization that certifies: the school, the institute of the district or else its bureau."""
        district = self.district(person.organization).key
        if kind == "school":
            return person.organization
        return self._institute.get(district, self._bureau[district]) if kind != "bureau" else self._bureau[district]

    def signer(self, organization: str) -> str:
        """The person who certifies for the organization."""
        return self._signer[organization]

    def title(self, person: Person, earned: Earned) -> str:
        """The title as given, or the next one of the list; nobody gets the same twice in a row."""
        if earned.titles == "holiday":
            return self.titles.holiday.format(year=earned.on.year, season=earned.title)
        if earned.title:
            return earned.title
        district = self.district(person.organization)
        choices: tuple[str, ...] = getattr(self.titles, earned.titles)
        first = seeded("title", district.key, earned.titles, str(earned.on.year), person.subject).randrange(
            len(choices)
        )
        text = choices[(first + self._used[person.key, earned.titles]) % len(choices)]
        self._used[person.key, earned.titles] += 1
        return text.format(subject=_SUBJECTS[person.subject], stage=_STAGES[person.stage], district=district.name)

    def fact(self, person: Person, earned: Earned, *, today: date, random: Random) -> EvidenceFact:
        """The evidence with names and the certification some days later, but never after today."""
        certifier = self.certifier(person, earned.certifier)
        district = self.district(person.organization).key
        organizer = self.names[certifier]
        if earned.level == "city":
            organizer = f"{self._cities[district]}教师培训中心（示例）"
        if earned.type == "holiday_platform":
            organizer = "国家智慧教育平台"
        return EvidenceFact(
            person=person.key,
            organization=person.organization,
            type=earned.type,
            level=earned.level,
            role=earned.role if earned.role != "participant" else "",
            occurred_on=earned.on,
            title=self.title(person, earned),
            organizer=organizer,
            certifier=certifier,
            certified_by=self.signer(certifier),
            certified_on=min(today, earned.on + timedelta(days=random.randint(2, 9))),
            source_id="",
            facts=earned.facts,
        )
