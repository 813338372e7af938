SELECT EXISTS (SELECT FROM keys WHERE role = 'owner' AND revoked_at IS NULL) AS found
