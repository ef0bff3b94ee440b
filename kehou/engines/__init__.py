"""Pure numbers: no clock, no database, no randomness but a given seed."""
