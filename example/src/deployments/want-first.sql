INSERT INTO deployments (service, wanted_release, wanted_sha) VALUES ($1, $2, '')
ON CONFLICT (service) DO NOTHING
