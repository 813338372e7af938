SELECT max(id) AS version FROM catalog_versions
