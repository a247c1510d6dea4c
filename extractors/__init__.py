"""How a file becomes facts: readers, label matching, tables to facts, prose to facts, amounts and units, entity and year."""
