"""The carrier's refusals, in the carrier's own shape."""


class Refused(Exception):
    """A request the carrier does not take: its error number, its words, and the HTTP status."""

    def __init__(self, code: int, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.code, self.words, self.status = code, words, status

    def as_dict(self) -> dict[str, object]:
        more = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": self.code, "message": self.words, "more_info": more, "status": self.status}


def not_found(path: str) -> Refused:
    return Refused(20404, f"The requested resource {path} was not found", 404)
