"""Tests of lessons, series, curricula, imports."""
