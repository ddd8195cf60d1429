"""Tests of organizations, their policies and the editor's rights."""
