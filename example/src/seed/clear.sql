-- A seed that was interrupted, or made for another size, starts over.
TRUNCATE tenants, people, cases, entities, relationships, events, blobs, media, exports, export_chunks, answers, seeded
