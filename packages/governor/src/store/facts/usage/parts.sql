-- What lies on disk by table and day; parts that are replaced and not yet removed count too, since they take room.
-- A part of a whole month counts for the day it begins with.
SELECT
    table,
    toString(min_date) AS day,
    toString(sumIf(rows, active)) AS rows,
    toString(sum(bytes_on_disk)) AS bytes
FROM system.parts
WHERE database = currentDatabase()
GROUP BY table, min_date
ORDER BY table, min_date
