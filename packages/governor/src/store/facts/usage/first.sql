-- Answered from the parts' own minima: nothing is read. 0 where there is nothing.
SELECT toString(if(count() = 0, 0, toUnixTimestamp64Milli(min(received_at)))) AS first_ms FROM trace_spans
