"""A year and a half of hours, opening balances before it, claims that wait, and school meetings to come."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from home.demo.building.site_plan import SitePlan
from home.demo.evidence_shapes import EvidenceFact, OpeningFact
from organizations.querysets import district_of
from research_groups.constants import ActivityKind
from research_groups.services import plan_activity
from training.rule_book import year_bounds
from training.services import HistoryRecord, post_history, record_evidence, return_evidence

OPENING_TYPE = OPENING_SOURCE = "opening_balance"


def build_history(plan: SitePlan) -> None:
    """Everything about hours, through the same engine and ledger as everyday awards."""
    history = plan.content.history
    certified = [fact for fact in history.evidence if fact.state == "certified"]
    records = [*_openings(plan, history.openings), *(_record(plan, fact) for fact in certified)]
    post_history(actor=None, records=plan.progress(records, "学时记录"))
    for fact in history.evidence:
        if fact.state != "certified":
            _waiting(plan, fact)
    for meeting in history.meetings_to_come:
        starts_at = plan.at(meeting.on, meeting.hour, meeting.minute)
        plan_activity(
            actor=None,
            kind=ActivityKind.JOINT_PREPARATION,
            title=meeting.title,
            organization=plan.organizations[meeting.school],
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=meeting.minutes),
            schools=[plan.organizations[meeting.school]],
            place=meeting.place,
            minutes=meeting.minutes,
        )


def _record(plan: SitePlan, fact: EvidenceFact) -> HistoryRecord:
    source = plan.sources.get((fact.origin, fact.person))
    source_type, source_id, url = source or ("history", fact.source_id, "")
    return HistoryRecord(
        person=plan.people[fact.person],
        organization=plan.organizations[fact.organization],
        type=fact.type,
        level=fact.level,
        role=fact.role,
        occurred_on=fact.occurred_on,
        posted_on=fact.certified_on,
        title=fact.title,
        organizer=fact.organizer,
        source_type=source_type,
        source_id=source_id,
        url=url,
        certifier=plan.organizations[fact.certifier],
        certified_by=plan.people.get(fact.certified_by),
        certified_at=plan.at(fact.certified_on, 16),
        facts=fact.facts,
    )


def _openings(plan: SitePlan, openings: Iterable[OpeningFact]) -> Iterator[HistoryRecord]:
    started_on = plan.content.history.started_on
    home = {person.key: person.organization for person in plan.content.people}
    for opening in openings:
        school = plan.organizations[home[opening.person]]
        district = district_of(school)
        _first, last = year_bounds(opening.rule_set, opening.year)
        yield HistoryRecord(
            person=plan.people[opening.person],
            organization=school,
            type=OPENING_TYPE,
            occurred_on=min(last, started_on - timedelta(days=1)),
            posted_on=started_on,
            title=f"{opening.year}年度上线前由区核定",
            source_type=OPENING_SOURCE,
            source_id=f"{opening.rule_set}:{opening.year}:{'+'.join(opening.scopes)}:",
            certifier=district,
            certified_by=None,
            certified_at=plan.at(started_on, 9),
            organizer=str(district),
            facts={
                "granted": opening.granted,
                "year": opening.year,
                "scopes": list(opening.scopes),
                "set": opening.rule_set,
                "note": opening.note,
            },
        )


def _waiting(plan: SitePlan, fact: EvidenceFact) -> None:
    evidence = record_evidence(
        actor=plan.people[fact.person],
        person=plan.people[fact.person],
        type=fact.type,
        level=fact.level,
        role=fact.role,
        occurred_on=fact.occurred_on,
        title=fact.title,
        organizer=fact.organizer,
        source_type="claim",
        source_id=fact.source_id,
        facts=fact.facts,
        organization=plan.organizations[fact.organization],
    )
    if fact.state == "returned":
        return_evidence(actor=plan.people.get(fact.certified_by), evidence=evidence, reason=fact.note)
