"""City, districts, schools, campuses, terms, calendar, office hours."""
