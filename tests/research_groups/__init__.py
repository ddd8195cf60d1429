"""Tests of research groups."""
