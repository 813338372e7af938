SELECT last_judged_at FROM judging
