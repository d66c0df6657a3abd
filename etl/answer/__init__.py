"""The answer: the sender's own workbook with its cells marked, and how it is known again."""

from etl.answer.workbook import carried_number
from etl.answer.write import with_answer, write_answer

__all__ = ["carried_number", "with_answer", "write_answer"]
