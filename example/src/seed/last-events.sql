UPDATE cases c
SET last_event_id = e.last_id
FROM (SELECT case_id, max(id) AS last_id FROM events GROUP BY case_id) AS e
WHERE e.case_id = c.id
