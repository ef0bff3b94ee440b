"""Applications of teachers, pledges; outside people come in here."""
