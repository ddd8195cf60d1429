"""What can be derived from which file."""

from materials.constants import DerivationStep
from materials.formats import TEXT_SUFFIXES
from materials.models import Material


def steps_for(material: Material) -> list[DerivationStep]:
    """The steps a new file needs, in order; captions arrive on their own."""
    suffix = (material.file.name or "").rsplit(".", 1)[-1]
    if material.is_video:
        return [DerivationStep.PROBE, DerivationStep.POSTER]
    if suffix in TEXT_SUFFIXES:
        return [DerivationStep.TEXT, DerivationStep.PREVIEW]
    return [DerivationStep.PROBE]
