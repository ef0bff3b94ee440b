"""Consent, rounds, wishes, draws, seats, waiting lists."""
