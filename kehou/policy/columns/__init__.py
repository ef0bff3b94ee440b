"""The audit at a city's size: roll-call lines held in columns, and of them only those read that a rule can speak of.

The plain rules stay the definition. Needs polars (the extra `fast`); without it nothing here is imported.
"""
