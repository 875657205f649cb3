"""What the carrier's call markup allows, read from the classes of twilio-python: which verb in which, with which attributes."""

import ast
import inspect
from collections.abc import Iterator
from functools import lru_cache
from textwrap import dedent
from xml.etree import ElementTree

from twilio.twiml import TwiML, lower_camel, voice_response

WAITING = {"Say", "Play", "Pause", "Redirect"}  # error 13238: nothing else while somebody waits in a conference


@lru_cache(maxsize=1)
def verbs() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """For every verb: the verbs that may stand in it, and its attributes."""
    classes = {
        name: each
        for name, each in vars(voice_response).items()
        if inspect.isclass(each) and issubclass(each, TwiML) and each is not TwiML
    }
    names = {name: tag_of(each, name) for name, each in classes.items()}
    nested: dict[str, frozenset[str]] = {
        names[name]: frozenset(names[inner] for inner in nests(each) if inner in names)
        for name, each in classes.items()
    }
    attributes: dict[str, set[str]] = {}
    for outer in classes.values():  # a verb's attributes stand in the method that nests it
        for method in vars(outer).values():
            if inspect.isfunction(method):
                for inner in nests_of(inspect.getsource(method)):
                    if inner in names:
                        words = [p for p in inspect.signature(method).parameters if p not in ("self", "kwargs")]
                        attributes.setdefault(names[inner], set()).update(
                            lower_camel(TwiML.MAP.get(w, w)) for w in words
                        )
    return {name: (inside, frozenset(attributes.get(name, set()))) for name, inside in nested.items()}


def tag_of(each: type, name: str) -> str:
    for node in ast.walk(ast.parse(dedent(inspect.getsource(each)))):
        if (
            isinstance(node, ast.Assign)
            and ast.unparse(node.targets[0]) == "self.name"
            and isinstance(node.value, ast.Constant)
        ):
            return str(node.value.value)
    return name


def nests(each: type) -> set[str]:
    return set(nests_of(inspect.getsource(each)))


def nests_of(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(dedent(source))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "self.nest" and isinstance(node.args[0], ast.Call):
            yield ast.unparse(node.args[0].func)


def complaints(markup: str, *, waiting: bool = False) -> Iterator[str]:
    """What is wrong with a document; ``waiting`` when it is heard in a conference that has not begun."""
    root = ElementTree.fromstring(markup)
    if root.tag != "Response":
        yield f"the document is a {root.tag}"
    if waiting:
        yield from (
            f"{verb.tag} while waiting in a conference"
            for verb in root.iter()
            if verb is not root and verb.tag not in WAITING
        )
    for verb in root.iter():
        if verb.tag not in verbs():
            yield f"{verb.tag} is no verb"
            continue
        inside, attributes = verbs()[verb.tag]
        yield from (f"{inner.tag} inside {verb.tag}" for inner in verb if inner.tag not in inside)
        yield from (f"{verb.tag} {name}" for name in verb.attrib if name not in attributes)
        yield from (f"{verb.tag} records" for name in verb.attrib if name == "record" and verb.tag != "Record")
