INSERT INTO seeded (cases_count) VALUES ($1)
