"""How many things this process may do at once."""

import os


def cores() -> int:
    """Cores this process may use; where the system can't say (macOS), those the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
