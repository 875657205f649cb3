"""The offline recovery: what opens a network's circles and cases when the people who could are gone.

Used by the command ``amparo recovery`` alone, on a machine without a network and without the house's database; the lint
``tools/check_opening.py`` lets no other part of the house import it. docs/formats/recovery-export.md describes the files.
"""
