from uuid import NAMESPACE_URL, uuid5

from django.db import migrations

# name, sensitive, rotates_days
CIRCLES = [
    ("hotline-triage", False, 7),
    ("casework", False, None),
    ("evidence", False, None),
    ("accompaniment", False, None),
    ("sanctuary", True, None),
    ("fund-payees", True, None),
]


def add(apps, schema_editor):
    Circle = apps.get_model("vault", "Circle")
    for name, sensitive, days in CIRCLES:
        Circle.objects.get_or_create(
            name=name,
            defaults={
                "id": uuid5(NAMESPACE_URL, f"amparo/circle/{name}"),
                "sensitive": sensitive,
                "rotates_days": days,
            },
        )


def remove(apps, schema_editor):
    apps.get_model("vault", "Circle").objects.filter(
        name__in=[each[0] for each in CIRCLES], keys=None, memberships=None
    ).delete()


class Migration(migrations.Migration):
    dependencies = [("vault", "0003_append_only_directory")]
    operations = [migrations.RunPython(add, remove)]
