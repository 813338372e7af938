-- What each table holds on disk.
SELECT table, toFloat64(sum(rows)) AS row_count, toFloat64(sum(bytes_on_disk)) AS size_bytes
FROM system.parts
WHERE active AND database = currentDatabase()
GROUP BY table
ORDER BY size_bytes DESC
