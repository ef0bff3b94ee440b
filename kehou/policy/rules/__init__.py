"""One rule, one file, named as the rulebook names it (`evening-ran-late` is `evening_ran_late.py`)."""
