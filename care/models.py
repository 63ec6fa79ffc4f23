"""Who looks after: the therapist's desk keeps its notes, plans and review marks here."""
