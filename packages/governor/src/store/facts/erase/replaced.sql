SELECT toString(count()) AS parts
FROM system.parts
WHERE database = currentDatabase() AND NOT active AND table IN {tables:Array(String)}
