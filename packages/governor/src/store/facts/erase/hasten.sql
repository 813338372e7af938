-- Parts that were replaced lie on disk for eight minutes otherwise.
ALTER TABLE {table:Identifier} MODIFY SETTING old_parts_lifetime = 1
