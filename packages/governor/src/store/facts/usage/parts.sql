-- What lies on disk by table and day; parts that are replaced and not yet removed count too, since they take room.
-- The partition and not min_date, which the engine leaves at 1970 where a table has no column of the type Date.
SELECT
    table,
    partition AS day,
    toString(sumIf(rows, active)) AS rows,
    toString(sum(bytes_on_disk)) AS bytes
FROM system.parts
WHERE database = currentDatabase()
GROUP BY table, partition
ORDER BY table, partition
