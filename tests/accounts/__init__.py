"""Tests of persons, sign-in and notices."""
