"""The ledger for programs and for people: happenings, disputes, control of ground, tolls, one happening with all there is, and decisions."""
