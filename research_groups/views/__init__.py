"""Views of research groups."""
