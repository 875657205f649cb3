"""What the response answers: texts of people who were asked, calls to them, and the calls that ring a lead."""

from amparo.response.desk import calls, texts

__all__ = ["calls", "texts"]
