from django.db import transaction

from amparo.audit.actions import record
from amparo.vault.models import LockedAll
from amparo.vault.someone import Someone


@transaction.atomic
def lock_everyone(by: Someone) -> LockedAll:
    """Lock everybody's keys now, on every device: what is open closes at the next touch, and each opens their own again."""
    locked = LockedAll.objects.create(by_id=by.pk)
    record("vault.locked_everyone", actor=by, subject=locked)
    return locked
