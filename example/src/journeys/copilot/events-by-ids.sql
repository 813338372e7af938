SELECT id, kind, note, occurred_at AS "occurredAt" FROM events WHERE tenant_id = $1 AND id = ANY ($2::integer[])
