"""The registry of what is made in batches; each app adds its own kinds. It knows no kind itself."""

from collections.abc import Callable, Mapping
from typing import IO, Any, Final, NamedTuple, Protocol, TypeAlias

from filings.models import BatchJob, User

Tell: TypeAlias = Callable[[int, int], None]
"""Says how many of how many are done; it extends the job's lease and raises Overtaken where another has taken the job."""


class Made(NamedTuple):
    """How many things went into the ZIP, and what the history keeps of it."""

    number: int
    details: dict[str, Any]


class Batch(Protocol):
    """A kind of batch."""

    key: str
    fewer: str
    """What may be done where it is more than a batch may hold."""

    def title(self, params: Mapping[str, Any], actor: User) -> str:
        """What is made, for lists and messages; WorkflowRefused where there is nothing to make."""

    def number(self, params: Mapping[str, Any], actor: User) -> int:
        """How many things it would hold now."""

    def file_name(self, job: BatchJob) -> str:
        """Under which name the ZIP is downloaded."""

    def write(self, job: BatchJob, target: IO[bytes], tell: Tell) -> Made:
        """Write the ZIP, thing by thing. Safe to begin anew."""


BATCHES: Final[dict[str, Batch]] = {}


def register_batch(batch: Batch) -> None:
    """Make a kind known; called once at start."""
    BATCHES[batch.key] = batch
