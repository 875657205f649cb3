"""What a texted answer means. Pure Python: no database, no Django."""

from amparo.replies.engine import Got, Reply, interpret

__all__ = ["Got", "Reply", "interpret"]
