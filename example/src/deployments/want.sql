INSERT INTO deployments (service, wanted_release, wanted_sha)
VALUES ($1, $2, $3)
ON CONFLICT (service) DO UPDATE
SET wanted_release = excluded.wanted_release, wanted_sha = excluded.wanted_sha, changed_at = now()
