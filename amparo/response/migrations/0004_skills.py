from django.db import migrations

ADD = "CREATE INDEX roster_skills ON response_roster USING gin (languages, skills) WITH (fastupdate = off);"
DROP = "DROP INDEX roster_skills;"


class Migration(migrations.Migration):
    """Few speak a rare language or have a rare skill: this finds them all, where walking the map would pass too many."""

    dependencies = [("response", "0003_same_reports_and_turns")]
    operations = [migrations.RunSQL(ADD, DROP)]
