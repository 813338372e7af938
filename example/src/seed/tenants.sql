-- Six customers of very different size: the sixth has more cases than the others together.
INSERT INTO tenants (id, slug, name, share)
VALUES
  (1, 'alder-legal', 'Alder Legal', 0.01),
  (2, 'birch-claims', 'Birch Claims', 0.02),
  (3, 'cedar-audit', 'Cedar Audit', 0.04),
  (4, 'dune-bank', 'Dune Bank', 0.10),
  (5, 'elm-insurance', 'Elm Insurance', 0.23),
  (6, 'fjord-federal', 'Fjord Federal', 0.60)
