"""Shared kernel that knows no domain: abstract page, outbox, audit trail, slots, append-only guards."""
