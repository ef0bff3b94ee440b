"""Small sites by person: family, teacher, school, committee, authority (district and city), public, account."""
