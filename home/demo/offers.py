"""What a teacher can earn under each rule set of the demo, and what it is worth by itself.

The worths repeat single clauses of the rule sets so that the generator can aim at a status; what is credited in the
demo is decided by the rule engine alone.
"""

from home.demo.evidence_shapes import Offer

YEAR_MINIMUM = {"cq": 1600, "js": 3240, "cv-nj": 3240}  # js has no yearly minimum; 72 学时 is its advice line
MEETING_MINUTES = 135
MEETING_WORTH = {"cq": 50, "js": 135, "cv-nj": 0}  # one school meeting; cv-nj certifies a whole term instead
TERM_WORTH = 675  # cv-nj: school-based training, once a term
SCOPES = {"cq": "concentrated", "js": "district_up", "cv-nj": "normative"}
HOLIDAY_WORTH = {"cq": {"summer": 166, "winter": 100}, "js": {"summer": 450, "winter": 270}, "cv-nj": {}}

_APPROVED = {"approved_level": "district", "product": True}

OFFERS: dict[str, tuple[Offer, ...]] = {
    "cq": (
        Offer("training", "district", 200, 4, 4, "trainings", "institute", facts={"minutes": 270}),
        Offer("training", "district", 300, 7, 4, "trainings", "institute", facts={"minutes": 405}),
        Offer("training", "district", 600, 8, 3, "trainings", "institute", facts={"minutes": 810}),
        Offer("training", "city", 800, 1, 1, "city_trainings", "institute", facts={"minutes": 1080}),
        Offer("research_activity", "district", 100, 4, 5, "research", "institute", facts={"minutes": 135} | _APPROVED),
        Offer("online_course", "district", 200, 5, 3, "online", "institute", facts={"minutes": 540}),
        Offer("online_course", "district", 50, 1, 3, "online", "institute", facts={"minutes": 135}),
        Offer("self_study_product", "school", 100, 1, 2, "products", "district"),
        Offer("self_study_product", "district", 200, 1, 1, "products", "district"),
        Offer("lecture", "district", 200, 1, 1, "lectures", "institute"),
    ),
    "js": (
        Offer("training", "district", 270, 5, 5, "trainings", "bureau", facts={"minutes": 270}),
        Offer("training", "district", 540, 3, 3, "trainings", "bureau", facts={"minutes": 540}),
        Offer("training", "city", 810, 1, 1, "city_trainings", "bureau", facts={"minutes": 810}),
        Offer("online_course", "district", 270, 4, 3, "online", "bureau", facts={"minutes": 270}),
        Offer("public_lesson", "district", 270, 2, 2, "lessons", "bureau"),
        Offer("lecture", "district", 270, 1, 1, "lectures", "bureau"),
        Offer("prize", "district", 810, 1, 1, "prizes", "bureau"),
    ),
    "cv-nj": (
        Offer("training", "district", 270, 6, 7, "trainings", "bureau", facts={"minutes": 270}),
        Offer("training", "district", 540, 3, 3, "trainings", "bureau", facts={"minutes": 540}),
        Offer("online_course", "district", 270, 3, 3, "online", "bureau", facts={"minutes": 270}),
        Offer(
            "public_lesson",
            "district",
            225,
            2,
            2,
            "lessons",
            "bureau",
            role="speaker",
            facts={"minutes": 45, "appointment": True},
        ),
        Offer("project", "district", 150, 1, 1, "projects", "bureau", role="co"),
        Offer("project", "school", 225, 1, 1, "projects", "bureau", role="lead"),
        Offer("paper", "city", 450, 1, 1, "papers", "bureau"),
    ),
}


def run_worth(rule_set: str, learning_type: str, minutes: int) -> int:
    """What completing a run is worth, in grains, by the clauses for trainings and online courses."""
    if rule_set != "cq":
        return minutes
    return minutes * 100 // (45 * (3 if learning_type == "training" else 6))
