"""The outside world behind small doors. No tables, nothing of the domain."""
