from django.db import migrations

ADD = """
ALTER TABLE response_roster ADD COLUMN spot point GENERATED ALWAYS AS (point(lon * 0.7398, lat)) STORED;
CREATE INDEX roster_nearest ON response_roster USING gist (spot);
"""
DROP = "ALTER TABLE response_roster DROP COLUMN spot;"


class Migration(migrations.Migration):
    """The nearest by the index of a plain point: longitude times the cosine of 42.28 degrees north, latitude."""

    dependencies = [("response", "0001_initial")]
    operations = [migrations.RunSQL(ADD, DROP)]
