import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vault", "0006_no_second_lock"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="whose",
            field=models.UUIDField(
                null=True,
                help_text="The person's id, also after they were forgotten: others are in by their word.",
            ),
        ),
        migrations.RunSQL("UPDATE vault_membership SET whose = person_id", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="membership",
            name="whose",
            field=models.UUIDField(
                help_text="The person's id, also after they were forgotten: others are in by their word."
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="circle_memberships",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
