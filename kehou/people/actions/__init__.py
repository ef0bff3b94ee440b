"""Every write of this room: one deed, one file."""
