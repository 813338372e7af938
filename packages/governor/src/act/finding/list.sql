-- Findings by state, then worst first (most times over the limit). A tag that a subject does not have excludes nothing: a budget over all tenants is
-- also about this one. With a period: what was open at some time in it.
SELECT
  findings.id, findings.fingerprint, findings.state, findings.verdict,
  findings.opened_at, findings.last_seen_at, findings.closed_at, findings.occurrences::float8 AS occurrences,
  findings.triaged_at, findings.snoozed_at, findings.snoozed_until, findings.snooze_reason, findings.snoozed_by,
  findings.snoozed_by_name, past.history
FROM findings
CROSS JOIN LATERAL (
  SELECT coalesce(json_agg(json_build_object(
    'timeUnixMs', round(extract(epoch FROM newest.time) * 1000)::float8,
    'event', newest.event, 'actor', newest.actor, 'actorName', newest.actor_name, 'note', newest.note, 'observed', newest.observed
  ) ORDER BY newest.time, newest.id), '[]') AS history
  FROM (
    SELECT id, time, event, actor, actor_name, note, observed
    FROM finding_history
    WHERE finding_id = findings.id
    ORDER BY time DESC, id DESC
    LIMIT $7
  ) AS newest
) AS past
WHERE ($1::uuid IS NULL OR findings.id = $1)
  AND findings.state = ANY($2)
  AND ($9::boolean IS NULL OR coalesce(findings.snoozed_until > $10, false) = $9)
  AND ($3::timestamptz IS NULL OR findings.closed_at IS NULL OR findings.closed_at >= $3)
  AND ($4::timestamptz IS NULL OR findings.opened_at < $4)
  AND ($5::text = '' OR findings.verdict #>> '{owner,team}' = $5)
  AND NOT EXISTS (
    SELECT FROM jsonb_each_text($6) AS wanted
    WHERE coalesce(findings.verdict -> 'subject' ->> wanted.key, wanted.value) <> wanted.value
  )
ORDER BY
  array_position(ARRAY['open', 'acknowledged', 'fixed', 'verified'], findings.state),
  (findings.verdict ->> 'observed')::float8 / nullif((findings.verdict ->> 'limit')::float8, 0) DESC NULLS LAST,
  findings.opened_at DESC, findings.id
LIMIT $8
