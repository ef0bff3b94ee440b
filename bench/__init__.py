"""Ratios measured in one run, each with a machine-independent companion. Never a test of time."""
