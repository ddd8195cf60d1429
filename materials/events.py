"""Facts this app announces."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MaterialStored:
    """A file was taken in; its derivations are queued."""

    material_id: int


@dataclass(frozen=True)
class MaterialDerived:
    """A derivation step has finished, so that text or posters have changed."""

    material_id: int
    step: str
