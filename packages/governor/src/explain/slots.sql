-- The subject's spans over time: per slot how many, and how many are on the wrong side of the limit (longer than it, failed,
-- not found in the cache, larger than it). What says nothing of a cache or of its size does not count where that is asked.
-- Hits are weighted and scaled to the spans really stored, so that sampling does not pretend to know more.
-- A step is selected as the catalog says; an endpoint by its name among the service's entries.
SELECT
  toString({from_ms:Int64} + slot * {slot_ms:Int64}) AS slot_from_ms,
  n,
  n * weight_hit / weight_all AS hit_n
FROM (
  SELECT
    intDiv(toUnixTimestamp64Milli(toDateTime64(start_time, 3, 'UTC')) - {from_ms:Int64}, {slot_ms:Int64}) AS slot,
    toUInt32(count()) AS n,
    sum(weight) AS weight_all,
    sumIf(weight, multiIf(
      {about:String} = 'errors', status = 2,
      {about:String} = 'cache', cache_hit = 0,
      {about:String} = 'sizes', response_bytes > {limit_bytes:Int64},
      bucket > {limit_bucket:Int16}
    )) AS weight_hit
  FROM spans
  WHERE service = {service:String}
    AND start_time >= fromUnixTimestamp64Milli({from_ms:Int64})
    AND start_time < fromUnixTimestamp64Milli({to_ms:Int64})
    AND ({env:String} = '' OR env = {env:String})
    AND ({kind:UInt8} = 0 OR kind = {kind:UInt8})
    AND ({method:String} = '' OR http_method = {method:String})
    AND ({route:String} = '' OR http_route = {route:String})
    AND ({span_name:String} = '' OR name = {span_name:String})
    AND ({endpoint:String} = '' OR (is_entry AND endpoint = {endpoint:String}))
    AND ({about:String} != 'cache' OR cache_hit >= 0)
    AND ({about:String} != 'sizes' OR response_bytes >= 0)
  GROUP BY slot
)
WHERE weight_all > 0
ORDER BY slot
