"""Models of the vocabulary."""

from taxonomy.models.teaching import TeachingSubject
from taxonomy.models.textbooks import TextbookNode, Volume
from taxonomy.models.topics import TopicNode
from taxonomy.models.vocabulary import Alias, Edition, Grade, Stage, Subject

__all__ = [
    "Alias",
    "Edition",
    "Grade",
    "Stage",
    "Subject",
    "TeachingSubject",
    "TextbookNode",
    "TopicNode",
    "Volume",
]
