"""Real servers for a machine that has none: a broker, a PostgreSQL, a browser."""
