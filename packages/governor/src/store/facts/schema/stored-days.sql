-- Days of which `spans` holds rows, newest first: what a backfill has to go through.
SELECT DISTINCT toDate(received_at) AS day FROM spans ORDER BY day DESC
