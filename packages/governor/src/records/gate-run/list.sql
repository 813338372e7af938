-- Runs since a time, newest first.
SELECT release, env, services, outcome, ran_at FROM gate_runs WHERE ran_at >= $1 ORDER BY ran_at DESC LIMIT $2
