from django.db import migrations

FORWARD = """
CREATE FUNCTION vault_directory_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the directory is only ever added to' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER directory_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON vault_directoryentry
    FOR EACH STATEMENT EXECUTE FUNCTION vault_directory_refuse();
"""
BACKWARD = """
DROP TRIGGER directory_append_only ON vault_directoryentry;
DROP FUNCTION vault_directory_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0002_signed_keys_and_notes")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
