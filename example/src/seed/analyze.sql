-- Fresh statistics and visibility maps, so that the first plans are the good ones.
VACUUM (ANALYZE) people, cases, entities, relationships, events, media
