SELECT service, wanted_release AS release, wanted_sha AS sha, running_release AS "runningRelease"
FROM deployments
ORDER BY service
