-- Drops nothing, since nothing arrived then; but the engine clears replaced parts away whenever it drops a partition,
-- while its own sweep may sleep for minutes.
ALTER TABLE {table:Identifier} DROP PARTITION ID '19700101'
