"""Builders: the shortest way to a row that a test is about. Each room has its own file."""
