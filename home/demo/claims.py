"""Certificates handed in from outside the platform that are not certified: what a leader finds waiting."""

from datetime import date, timedelta

from home.demo.evidence_shapes import EvidenceFact, Titles
from home.demo.naming import Naming
from home.demo.persons import Person


def compose_claims(
    *, people: tuple[Person, ...], titles: Titles, naming: Naming, today: date
) -> tuple[EvidenceFact, ...]:
    """The claims of ``history.yaml``; a returned one carries the reason, nothing of them counts yet."""
    known = {person.key: person for person in people}
    found = []
    for plan in titles.claims:
        person = known[plan.person]
        certifier = naming.certifier(person, "institute")
        on = today + timedelta(days=plan.day)
        found.append(
            EvidenceFact(
                person=person.key,
                organization=person.organization,
                type=plan.type,
                level=plan.level,
                role="",
                occurred_on=on,
                title=plan.title,
                organizer=plan.organizer,
                certifier=certifier,
                certified_by=naming.signer(certifier),
                certified_on=min(today, on + timedelta(days=4)),
                source_id=f"claim-{plan.cert_no}",
                facts={"minutes": plan.minutes, "cert_no": plan.cert_no},
                origin="claim",
                state=plan.state,
                note=titles.returned_note if plan.state == "returned" else "",
            )
        )
    return tuple(found)
