-- The subject's spans by release, before and since the breach began, with their histograms. Selected as in slots.sql.
SELECT
  release, is_since,
  toUInt32(sum(span_count)) AS n,
  toUInt32(sum(hit_count)) AS hit_n,
  arraySort(groupArray((bucket, weight_sum))) AS histogram
FROM (
  SELECT
    release, bucket,
    start_time >= fromUnixTimestamp64Milli({since_ms:Int64}) AS is_since,
    count() AS span_count,
    countIf(multiIf(
      {about:String} = 'errors', status = 2,
      {about:String} = 'cache', cache_hit = 0,
      {about:String} = 'sizes', response_bytes > {limit_bytes:Int64},
      0
    )) AS hit_count,
    sum(weight) AS weight_sum
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
  GROUP BY release, is_since, bucket
)
GROUP BY release, is_since
ORDER BY release, is_since
