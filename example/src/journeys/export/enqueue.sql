-- The caller's trace context and baggage travel in the row, so that the worker's span belongs to the request's trace.
INSERT INTO exports (tenant_id, case_id, requested_at_ms, trace_context)
VALUES ($1, $2, $3, $4)
RETURNING id
