UPDATE deployments SET running_release = $2 WHERE service = $1
