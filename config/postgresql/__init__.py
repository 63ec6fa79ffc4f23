"""Django's PostgreSQL backend, whose connections wait only so long for an answer."""
