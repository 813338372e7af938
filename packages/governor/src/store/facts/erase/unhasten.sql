ALTER TABLE {table:Identifier} RESET SETTING old_parts_lifetime
