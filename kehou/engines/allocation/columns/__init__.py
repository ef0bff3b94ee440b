"""A round from files at the speed of its columns: read, solved, checked and written over arrays.

Only for folders that are certainly clean and whose parts have one slot and one order each. Everything else, and so
every word about what is wrong with a folder, comes from the plain path; where this one answers, it gives the same bytes.
"""

from kehou.engines.allocation.columns.whole import Decision, decide, decide_folder

__all__ = ["Decision", "decide", "decide_folder"]
