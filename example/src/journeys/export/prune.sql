-- An export is fetched right away or not at all; chunks go with it.
DELETE FROM exports WHERE requested_at_ms < (extract(epoch FROM now()) - 600) * 1000
