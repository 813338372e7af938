-- 24 files of 96 KiB that compress about as well as scanned text does.
INSERT INTO blobs (id, content)
SELECT
  b,
  convert_to(string_agg(md5((b * 10000 + n / 2)::text), '' ORDER BY n), 'UTF8')
FROM generate_series(1, 24) AS b
CROSS JOIN generate_series(1, 3072) AS n
GROUP BY b
