-- `0` where rows are kept for ever.
SELECT
    name AS table,
    partition_key AS partition,
    toUInt32OrZero(extract(create_table_query, 'TTL .*toIntervalDay\\((\\d+)\\)')) AS retention_days
FROM system.tables
WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'schema_migrations'
ORDER BY name
