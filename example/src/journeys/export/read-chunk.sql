SELECT content FROM export_chunks WHERE export_id = $1 AND ordinal = $2
