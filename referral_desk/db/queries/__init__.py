"""Reading and writing rows, one module a subject; each function works in the unit of work it is handed."""
