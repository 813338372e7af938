-- Six customers: the sixth has a hundred times as many cases as each of the others.
INSERT INTO tenants (id, slug, name, share)
VALUES
  (1, 'alder-legal', 'Alder Legal', 1 / 105.0),
  (2, 'birch-claims', 'Birch Claims', 1 / 105.0),
  (3, 'cedar-audit', 'Cedar Audit', 1 / 105.0),
  (4, 'dune-bank', 'Dune Bank', 1 / 105.0),
  (5, 'elm-insurance', 'Elm Insurance', 1 / 105.0),
  (6, 'fjord-federal', 'Fjord Federal', 100 / 105.0)
