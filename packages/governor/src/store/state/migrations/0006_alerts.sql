-- Where alerts go. Target and secrets are sealed (AES-256-GCM) with a key that lies in the data folder and not in this
-- database: an address of a chat's webhook is itself a password. `shown` is what a person can recognise it by.
CREATE TABLE IF NOT EXISTS alert_routes (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL UNIQUE,
    kind text NOT NULL CHECK (kind IN ('webhook', 'slack', 'email')),
    shown text NOT NULL,
    sealed bytea NOT NULL,
    -- team id; empty for every owner, and for what nobody owns
    team text NOT NULL DEFAULT '',
    -- as the contract's QuietHours; null for none
    quiet jsonb,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL
);

-- The outbox: one row a change of state, written in the transaction that changed it.
CREATE TABLE IF NOT EXISTS alert_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    -- changes of one evaluation are told together
    batch uuid NOT NULL,
    team text NOT NULL DEFAULT '',
    subject text NOT NULL,
    details jsonb NOT NULL,
    time timestamptz NOT NULL,
    dispatched_at timestamptz
);

CREATE INDEX IF NOT EXISTS alert_events_waiting ON alert_events (id) WHERE dispatched_at IS NULL;
CREATE INDEX IF NOT EXISTS alert_events_by_time ON alert_events (time);

-- One message to one route. Its id is what the receiver sees, the same at every attempt.
CREATE TABLE IF NOT EXISTS alert_messages (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    route_id uuid NOT NULL REFERENCES alert_routes (id) ON DELETE CASCADE,
    event_ids bigint[] NOT NULL,
    -- held through quiet hours: everything of them in one message
    is_summary boolean NOT NULL DEFAULT false,
    state text NOT NULL CHECK (state IN ('held', 'pending', 'sent', 'failed')),
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    -- when it is next tried; while one server tries it, when another may
    due_at timestamptz NOT NULL,
    ended_at timestamptz,
    last_error text NOT NULL DEFAULT '',
    CHECK ((state IN ('sent', 'failed')) = (ended_at IS NOT NULL))
);

CREATE INDEX IF NOT EXISTS alert_messages_due ON alert_messages (due_at) WHERE state IN ('held', 'pending');
CREATE INDEX IF NOT EXISTS alert_messages_by_time ON alert_messages (created_at DESC, id);
CREATE UNIQUE INDEX IF NOT EXISTS alert_messages_one_held ON alert_messages (route_id) WHERE state = 'held';
