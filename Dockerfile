# One image for web, worker and beat. Three stages: the PWA, the Python packages, what runs.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
RUN SECRET_KEY=only-to-write-the-schema /venv/bin/python manage.py spectacular --file pwa/openapi.json --format openapi-json

FROM node:24-bookworm-slim AS pwa
WORKDIR /app
COPY --from=packages /app /app
WORKDIR /app/pwa
RUN npm ci --ignore-scripts --no-audit --no-fund && npm run types && npm run build

FROM python:3.11-slim-bookworm
# WeasyPrint draws with Pango; backups are written by PostgreSQL's own programs, of the server's release.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-core postgresql-common ca-certificates \
 && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
 && apt-get install -y --no-install-recommends postgresql-client-17 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 10001 stillnight
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=config.settings VAR_DIR=/var/lib/stillnight \
    STILLNIGHT_IMAGE=1 MPLCONFIGDIR=/tmp/matplotlib XDG_CACHE_HOME=/tmp/cache
WORKDIR /app
COPY --from=packages /venv /venv
COPY --from=packages /app /app
COPY --from=pwa /app/pwa/dist /app/pwa/dist
RUN install -d -o stillnight -m 0700 /var/lib/stillnight /var/backups/stillnight
USER 10001
EXPOSE 8000
CMD ["python", "-m", "config.web", "--host", "0.0.0.0", "--port", "8000", "--workers", "2"]
