#!/bin/sh
# What the postgres image does at its first start, with this machine's PostgreSQL; the one argument is where it is.
set -eu
PATH=$1:$PATH
data=/var/lib/postgresql/data
initdb -D $data -U "$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" -A scram-sha-256 -E UTF8 >/dev/null
PGPASSWORD=$(cat "$POSTGRES_PASSWORD_FILE")
export PGPASSWORD PGHOST=/tmp
pg_ctl -D $data -w -o "-k /tmp -c listen_addresses=''" -l /tmp/log start >/dev/null
psql -U "$POSTGRES_USER" -d postgres -q -c "CREATE DATABASE $POSTGRES_DB"
sh /app/ops/postgres-roles.sh >/dev/null
pg_ctl -D $data -w stop >/dev/null
exec postgres -D $data -k /tmp -c listen_addresses='*'
