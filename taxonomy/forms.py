"""Choosing terms of the vocabulary in public forms."""

from django import forms

from taxonomy.models.vocabulary import Vocabulary


class TermField(forms.ModelChoiceField):
    """A term by its code, called as the reader's language calls it."""

    def label_from_instance(self, obj: Vocabulary) -> str:  # type: ignore[override]
        """See ``Vocabulary.label``."""
        return obj.label
