"""Tests of materials."""
