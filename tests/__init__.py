"""Tests mirror the apps; see ``conftest.py`` for what they share."""
