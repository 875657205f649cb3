"""Sessions of which the database knows only a hash of the key: who reads the table, or a stolen dump, can sign in as nobody.

Named by SESSION_ENGINE; the live process looks sessions up in the same way.
"""

import hashlib
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import DatabaseError, router, transaction
from django.utils import timezone

from amparo.core.sabotage import sabotaged


def hashed(key: str | None) -> str:
    """What the database calls the session with this key."""
    if sabotaged("T6"):
        return key or ""
    return hashlib.sha256((key or "").encode()).hexdigest()


class SessionStore(DatabaseStore):
    """Django's sessions in the database, under the hash of their key."""

    @classmethod
    def get_model_class(cls) -> type[AbstractBaseSession]:
        from amparo.people.models import Session

        return Session

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        found = self.model.objects.filter(session_key=hashed(self.session_key), expire_date__gt=timezone.now()).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return bool(self.model.objects.filter(session_key=hashed(session_key)).exists())

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        return self.model(
            session_key=hashed(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
        )

    def save(self, must_create: bool = False) -> None:
        """Write the session. What is known of the device is written by the middleware, never undone here."""
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        row = self.create_model_instance(data)
        using = router.db_for_write(self.model, instance=row)
        kept = {"session_data": row.session_data, "expire_date": row.expire_date, "person_id": data.get(SESSION_KEY)}
        try:
            with transaction.atomic(using=using):
                if must_create:
                    self.model.objects.create(session_key=row.session_key, **kept)
                elif not self.model.objects.filter(session_key=row.session_key).update(**kept):
                    raise UpdateError
        except DatabaseError as failure:
            if must_create and self.exists(self.session_key):
                raise CreateError from failure
            raise
        return None

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=hashed(key)).delete()
