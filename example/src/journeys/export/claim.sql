-- Locked until the worker's transaction ends: a worker that dies gives its job back at once, and no two take the same.
SELECT
  id, tenant_id AS "tenantId", case_id AS "caseId", attempts,
  requested_at_ms::float8 AS "requestedAtMs", trace_context AS "traceContext"
FROM exports
WHERE status = 'queued' AND run_after <= now()
ORDER BY id
LIMIT 1
FOR UPDATE SKIP LOCKED
