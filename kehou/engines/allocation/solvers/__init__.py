"""Parts solved over flat arrays, each source written once: compiled where numba is installed, plain Python otherwise.

in_order: one slot, one order. deferred: one slot, sections with orders of their own. tied: several slots at once.
compiling: how sources are compiled and kept. Which part goes where, and the way there from a round, is kernel.py's.
"""
