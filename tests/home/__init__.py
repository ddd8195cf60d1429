"""Tests of the front door and of the demo city."""
