UPDATE exports
SET status = 'done', attempts = attempts + 1, chunk_count = $2, size_bytes = $3, finished_at = now()
WHERE id = $1
