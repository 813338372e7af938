CLOSE backup_rows
