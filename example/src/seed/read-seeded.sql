SELECT cases_count AS "casesCount" FROM seeded
