"""A seeded school-city: people who live whole terms through public actions."""
