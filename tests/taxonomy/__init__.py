"""Tests of the vocabulary and the textbooks."""
