"""What ``celery -A`` loads."""

from tools.bench.celery_side import make_app

app = make_app()
