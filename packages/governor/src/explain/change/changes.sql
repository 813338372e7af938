-- Change events of a period, oldest first, each as it was last corrected. An event without a service or env is about all of them.
SELECT
  id, kind, service, env, release, sha, actor, owner, url, title,
  toString(toUnixTimestamp64Milli(time)) AS time_unix_ms
FROM change_events FINAL
WHERE time >= fromUnixTimestamp64Milli({from_ms:Int64})
  AND time < fromUnixTimestamp64Milli({to_ms:Int64})
  AND ({service:String} = '' OR service IN ('', {service:String}))
  AND ({env:String} = '' OR env IN ('', {env:String}))
  AND ({release:String} = '' OR release = {release:String})
ORDER BY time, id
LIMIT {row_limit:UInt32}
