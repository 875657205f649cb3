"""No wrap is written under a shred epoch that was closed: its key is about to be destroyed, or is."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION keeping_refuse_closed_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM keeping_epoch WHERE shreds = NEW.shreds AND week = NEW.week) THEN
    RAISE EXCEPTION 'this shred epoch is closed' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keeping_no_wrap_under_a_closed_epoch BEFORE INSERT OR UPDATE OF shreds, week, body ON vault_wrap
  FOR EACH ROW EXECUTE FUNCTION keeping_refuse_closed_epoch();
"""
BACK = """
DROP TRIGGER keeping_no_wrap_under_a_closed_epoch ON vault_wrap;
DROP FUNCTION keeping_refuse_closed_epoch();
"""


class Migration(migrations.Migration):
    dependencies = [("keeping", "0001_keeping"), ("vault", "0001_keys_and_circles")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
