"""JSON text to plain data: Decimals instead of floats, keys given twice remembered for `parse_facts` to refuse."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from filings.rules.facts.errors import UnreadableJsonError


class JsonObject(dict[str, Any]):
    """A JSON object that remembers which of its keys were given more than once."""

    __slots__ = ("repeated",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: tuple[str, ...] = ()
        if len(self) < len(pairs):
            keys = [key for key, _ in pairs]
            self.repeated = tuple(key for key in self if keys.count(key) > 1)


def parse_json(text: str) -> dict[str, Any] | list[Any]:
    """One object or array; UnreadableJsonError for anything else. NaN and Infinity are no JSON."""
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=JsonObject)
    except json.JSONDecodeError as error:
        raise UnreadableJsonError(f"不是可读的JSON：第{error.lineno}行第{error.colno}列") from error
    except RecursionError as error:
        raise UnreadableJsonError("不是可读的JSON：嵌套层数过多") from error
    except (ValueError, InvalidOperation) as error:
        raise UnreadableJsonError(f"不是可读的JSON：{error}") from error
    if not isinstance(data, dict | list):
        raise UnreadableJsonError("应为一个JSON对象或数组")
    return data


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name}不是数字")
