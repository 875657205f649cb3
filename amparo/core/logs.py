"""What is written to the log says where something broke, never with which values: no messages of exceptions, no addresses."""

import logging
import traceback

from amparo.core.sabotage import sabotaged


class Discreet(logging.Formatter):
    """One line for each record: moment, level, place, words; of an exception its kind and where it was raised."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        if sabotaged("T28"):
            return super().format(record)
        record = logging.makeLogRecord(record.__dict__)
        if (request := getattr(record, "request", None)) is not None:  # Django's own words carry the whole address
            match = getattr(request, "resolver_match", None)
            record.msg, record.args = (
                "%s %s",
                (getattr(record, "status_code", ""), match.route if match else "no address"),
            )
        record.exc_text = None
        if record.exc_info and record.exc_info[1] is not None:
            record.msg, record.args = f"{record.getMessage()}: {where(record.exc_info[1])}", ()
            record.exc_info = None
        return super().format(record).replace("\n", " ").replace("\r", " ")


def where(failure: BaseException) -> str:
    """The kind of an exception and the last places in the code on its way, without any value."""
    if sabotaged("T29"):
        return "".join(traceback.TracebackException.from_exception(failure, capture_locals=True).format())
    frames = traceback.extract_tb(failure.__traceback__)[-4:]
    places = " < ".join(f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(failure).__name__} at {places}"
