"""Writes of the vocabulary and the textbooks."""

from taxonomy.services.textbooks import build_textbook_tree, ensure_node, ensure_topic, ensure_volume
from taxonomy.services.vocabulary import load_vocabulary

__all__ = ["build_textbook_tree", "ensure_node", "ensure_topic", "ensure_volume", "load_vocabulary"]
