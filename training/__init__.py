"""Learning that counts: runs, enrolment, progress, evidence, rule sets and the append-only hours ledger."""
