"""A cache that is bounded in bytes, so that a phone's process stays small."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class ByteCache(Generic[V]):
    """Keeps what was used last, up to ``limit_bytes``; the newest item is always kept."""

    def __init__(self, limit_bytes: int, size_of: Callable[[V], int]) -> None:
        self.limit_bytes = limit_bytes
        self.used_bytes = 0
        self._size_of = size_of
        self._items: OrderedDict[Hashable, V] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """The item of that key, made if it is not there."""
        if key in self._items:
            self._items.move_to_end(key)
            return self._items[key]
        item = make()
        self._items[key] = item
        self.used_bytes += self._size_of(item)
        while self.used_bytes > self.limit_bytes and len(self._items) > 1:
            _, oldest = self._items.popitem(last=False)
            self.used_bytes -= self._size_of(oldest)
        return item

    def __len__(self) -> int:
        return len(self._items)
