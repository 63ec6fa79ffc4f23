#!/bin/sh
# Run once, when the database is made: one role that owns the tables and changes them, one that only works in them.
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" \
  -v owner="$(cat /run/secrets/database_owner_password)" -v works="$(cat /run/secrets/database_password)" <<'SQL'
CREATE ROLE stillnight_owner LOGIN PASSWORD :'owner';
CREATE ROLE stillnight LOGIN PASSWORD :'works';
ALTER DATABASE stillnight OWNER TO stillnight_owner;
ALTER SCHEMA public OWNER TO stillnight_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO stillnight;
ALTER DEFAULT PRIVILEGES FOR ROLE stillnight_owner
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO stillnight;
ALTER DEFAULT PRIVILEGES FOR ROLE stillnight_owner
  GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO stillnight;
SQL
