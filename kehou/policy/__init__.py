"""The type checker of promises: facts in, findings out. No Django, no clock, no database."""
