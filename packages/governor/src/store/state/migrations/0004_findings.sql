-- What people do with a finding: comments, a snooze, a reopening by hand. A name is written down with the line, since keys
-- are renamed and revoked, and history must still say who it was.
ALTER TABLE finding_history DROP CONSTRAINT IF EXISTS finding_history_event_check;
ALTER TABLE finding_history ADD CONSTRAINT finding_history_event_check CHECK (event IN (
    'opened', 'observed', 'acknowledged', 'fixed', 'reopened', 'verified', 'commented', 'snoozed', 'unsnoozed'
));
ALTER TABLE finding_history ADD COLUMN IF NOT EXISTS actor_name text NOT NULL DEFAULT '';

ALTER TABLE findings
    -- since it last opened: when a person first acknowledged, commented on or snoozed it
    ADD COLUMN IF NOT EXISTS triaged_at timestamptz,
    ADD COLUMN IF NOT EXISTS snoozed_at timestamptz,
    ADD COLUMN IF NOT EXISTS snoozed_until timestamptz,
    ADD COLUMN IF NOT EXISTS snooze_reason text,
    ADD COLUMN IF NOT EXISTS snoozed_by text,
    ADD COLUMN IF NOT EXISTS snoozed_by_name text,
    -- the value when it was snoozed: what a worsening is measured against
    ADD COLUMN IF NOT EXISTS snoozed_observed double precision,
    -- a person reopened it: a pass does not fix it before then
    ADD COLUMN IF NOT EXISTS held_until timestamptz;
ALTER TABLE findings DROP CONSTRAINT IF EXISTS findings_snooze_is_whole;
ALTER TABLE findings ADD CONSTRAINT findings_snooze_is_whole CHECK (
    num_nonnulls(snoozed_at, snoozed_until, snooze_reason, snoozed_by, snoozed_by_name) IN (0, 5)
);

UPDATE findings SET triaged_at = first.time
FROM (
    SELECT finding_id, min(time) AS time FROM finding_history WHERE event = 'acknowledged' GROUP BY finding_id
) AS first
WHERE first.finding_id = findings.id AND findings.triaged_at IS NULL AND findings.state = 'acknowledged';

CREATE INDEX IF NOT EXISTS findings_triaged ON findings (triaged_at) WHERE triaged_at IS NOT NULL;

-- When findings were last judged, by whichever server did it: one row.
CREATE TABLE IF NOT EXISTS judging (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    last_judged_at timestamptz NOT NULL
);
