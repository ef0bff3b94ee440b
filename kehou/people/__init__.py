"""Pupils, guardians, staff and their clearance, accounts, roles, imports."""
