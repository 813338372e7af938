-- Two files a case, each with the content of one of the blobs.
INSERT INTO media (id, tenant_id, case_id, name, content_type, blob_id)
SELECT c.id * 4 + n, c.tenant_id, c.id, 'exhibit-' || n || '.txt', 'text/plain', 1 + (c.id * 7 + n) % 24
FROM cases c
CROSS JOIN generate_series(1, 2) AS n
