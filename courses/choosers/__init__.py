"""Choosers of the editor: a place in a textbook, a material of one's own organization, a colleague.

Every door of a chooser asks the same limited queryset: the list, its search, and the answer for one id.
"""

from courses.choosers.limits import colleagues, own_materials, used_materials, used_persons
from courses.choosers.materials import material_chooser
from courses.choosers.persons import person_chooser
from courses.choosers.places import node_chooser

__all__ = [
    "colleagues",
    "material_chooser",
    "node_chooser",
    "own_materials",
    "person_chooser",
    "used_materials",
    "used_persons",
]
