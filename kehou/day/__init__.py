"""Sessions, duty, roll-call, presence, hand-over, alarms, homework, pulse."""
