"""Whether the broker answers."""

from django.conf import settings

PATIENCE = 1.0
SOCKET = "redis+socket://"


def answers() -> bool:
    """One ping, waited for at most `PATIENCE` seconds a step."""
    import redis

    url = settings.REDIS_URL
    if url.startswith(SOCKET):
        url = f"unix://{url.removeprefix(SOCKET)}"
    try:
        # Both limits: a frozen broker takes the connection, and then answers nothing.
        with redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
