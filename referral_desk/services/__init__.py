"""One module a use case: opens a unit of work, asks the domain, stores, returns records and a ChangeSet."""
