-- By its hash: the engine keeps the statement in a file beside the parts it made anew.
ALTER TABLE {table:Identifier} DELETE WHERE lower(hex(SHA256(concat({salt:String}, toString(tenant))))) = {hash:String}
SETTINGS mutations_sync = 2, max_execution_time = 0
