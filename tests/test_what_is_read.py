"""No way for words into the house that is not read: every form, every table, every command, every plain value of a page."""

import ast
import gzip
import importlib
import json
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.utils import ErrorDict
from django.utils.module_loading import import_string

import amparo
from amparo.config.cli.main import main
from amparo.core.forms import Form, ReadsWords, is_read
from amparo.core.tables import BadTable, rows_of
from amparo.geo.importers import READERS

BAD = {"status": "undocumented", "birth": "born in Guatemala", "number": "A012-345-678"}
PLAIN_VALUES = {
    "agree",
    "back",
    "cause",
    "name",
    "q",
    "for",
    "origin",
    "speed",
    "to",
    "wish",
    "ask",
    "all",
    "said",
}  # only compared, never kept
CARRIER = "twilio_compat"


def modules() -> Iterator[str]:
    for each in pkgutil.walk_packages(amparo.__path__, "amparo."):
        if not {"migrations", "tests", "__main__"} & set(each.name.split(".")):
            yield each.name


def ours() -> list[type[Any]]:
    """Every form of the rooms, and those that the library of accounts is told to use."""
    for name in modules():
        if ".forms" in name or ".views" in name:
            importlib.import_module(name)
    found: set[type[Any]] = {import_string(path) for path in settings.MFA_FORMS.values()}
    waiting: list[type[Any]] = [forms.BaseForm]
    while waiting:
        below = waiting.pop().__subclasses__()
        waiting += below
        found |= {each for each in below if each.__module__.startswith("amparo.") and ".tests." not in each.__module__}
    return sorted(found, key=lambda form: f"{form.__module__}.{form.__name__}")


def refusals(form: type[Any], name: str, words: str) -> list[str | None]:
    """With which codes this field of a form refuses these words."""
    filled: Any = object.__new__(form)
    files = (
        {name: SimpleUploadedFile(f"{words}.jpg", b"x")} if isinstance(form.base_fields[name], forms.FileField) else {}
    )
    forms.BaseForm.__init__(filled, {name: words}, cast(Any, files))
    filled._errors, filled.cleaned_data = ErrorDict(), {}
    if name in form.base_fields:
        for other in set(filled.fields) - {name}:
            del filled.fields[other]
    filled._clean_fields()
    return [each.code for each in filled.errors.get(name, forms.utils.ErrorList()).as_data()]


@pytest.mark.parametrize("form", ours(), ids=lambda form: f"{form.__module__}.{form.__name__}")
@pytest.mark.parametrize("code", BAD)
def test_every_text_field_of_every_form_refuses_what_is_never_kept(form: type[Any], code: str) -> None:
    assert ReadsWords in form.__mro__
    for name, field in form.base_fields.items():
        if is_read(field) and name not in form.unread:
            refused = refusals(form, name, BAD[code])
            assert code in refused or "invalid" in refused, f"{name} takes {BAD[code]!r}"


class Upload(Form):
    photo = forms.FileField()


def test_the_name_of_a_file_is_read_as_well() -> None:
    assert refusals(Upload, "photo", "undocumented_family") == ["status"]
    assert refusals(Upload, "photo", "corner") == []


def test_what_was_typed_stays_in_the_form() -> None:
    class Note(Form):
        words = forms.CharField()

    form = Note({"words": "she is undocumented"})

    assert not form.is_valid()
    assert "she is undocumented" in form.as_p()


def keys_taken(path: Path) -> Iterator[str]:
    """The names under which a module takes values from a page by hand."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        key: ast.expr | None = None
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith(".POST"):
            key = node.slice
        if isinstance(node, ast.Call) and ast.unparse(node.func).rsplit(".", 1)[0].endswith(".POST") and node.args:
            key = node.args[0]
        if key is not None:
            yield str(key.value) if isinstance(key, ast.Constant) else ast.unparse(key)


def test_no_page_takes_words_past_its_form() -> None:
    taken = {
        f"{path.relative_to(settings.PACKAGE)}: {key}"
        for path in settings.PACKAGE.rglob("*.py")
        if CARRIER not in path.parts and "tests" not in path.parts and "simulator" not in path.parts
        for key in keys_taken(path)
        if key not in PLAIN_VALUES
    }

    assert taken == set()


TABLE = """town,type,county,pop_2020,area_sqmi,lat,lon,place,zip,name,street,num_lo,num_hi,spread_m
Holyoke,city,Hampden,38000,21.0,42.2,-72.6,Holyoke,01040,The Flats,HIGH ST,100,199,150
Holyoke,city,Hampden,38000,21.0,42.2,-72.6,{words},01040,{words},{words},100,199,150
{words},city,Hampden,38000,21.0,42.2,-72.6,Holyoke,01040,The Flats,HIGH ST,100,199,150
"""
SQUARE = '{"type": "Polygon", "coordinates": [[[-72,42],[-72,43],[-71,43],[-72,42]]]}'


def borders(words: str) -> str:
    names = dict.fromkeys(("town", "county", "district"), words)
    return json.dumps({"features": [{"geometry": json.loads(SQUARE), "properties": names}]})


@pytest.mark.django_db
@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("words", BAD.values())
def test_every_import_refuses_what_is_never_kept_by_line_and_does_not_repeat_it(
    name: str, words: str, tmp_path: Path
) -> None:
    path, text = tmp_path / name, (borders(words) if name.endswith(".geojson") else TABLE.format(words=words))
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())

    with pytest.raises(BadTable, match="Please take out") as refused:
        READERS[name](path)

    assert words not in str(refused.value)
    assert not apps.get_model("geo.Import").objects.exists()


def test_a_column_and_a_file_named_after_it_are_refused(tmp_path: Path) -> None:
    column, name = tmp_path / "people.csv", tmp_path / "undocumented.csv"
    column.write_text("name,immigration status\nAna,x\n", encoding="utf-8")
    name.write_text("name\nAna\n", encoding="utf-8")

    with pytest.raises(BadTable, match=r"people\.csv: Please take out"):
        list(rows_of(column, ("name",)))
    with pytest.raises(BadTable, match="name of a file"):
        list(rows_of(name, ("name",)))


@pytest.mark.parametrize("words", [
    ("invite", "ana", "--called", "Ana, undocumented"), ("invite", "ana", "--body", "A012345678"), ("invite", "123-45-6789"),
])  # fmt: skip
def test_a_command_refuses_what_is_never_kept(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 1
    assert "Please take out" in capsys.readouterr().err
