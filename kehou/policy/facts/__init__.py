"""Frozen types that a rule may know. Rows of a file or of the database become these and nothing else."""
