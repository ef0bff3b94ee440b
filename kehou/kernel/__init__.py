"""How anything is done at all: acts, actions, queries, permits, audit, outbox, locks, time, secrets.

Nothing of the domain. The list of files is fixed (tests/house/test_kernel.py knows it).
"""
