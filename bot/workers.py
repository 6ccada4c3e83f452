"""Workers: a few threads behind a bounded queue, emptied before the process ends."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Generic, TypeVar

from bot import log

T = TypeVar("T")


class Promise(Generic[T]):
    """A result that somebody waits for, for a while."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._result: T | None = None
        self._is_over = False

    def keep(self, result: T) -> bool:
        """Give the result; say whether somebody still waited for it."""
        with self._changed:
            if self._is_over:
                return False
            self._result = result
            self._changed.notify()
            return True

    def wait(self, seconds: float) -> T | None:
        """Wait no longer than this; after it the result is not taken any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._result is not None, seconds)
            self._is_over = True
            return self._result


class Workers:
    """Run things on `threads` threads; more than `waiting` unfinished ones are turned away."""

    def __init__(self, name: str, threads: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._places = threading.BoundedSemaphore(waiting)
        self._idle = threading.Condition()
        self._unfinished = 0

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any] | None:
        """Hand work over, or say None where the queue is full."""
        if not self._places.acquire(blocking=False):
            return None
        with self._idle:
            self._unfinished += 1
        try:
            future = self._pool.submit(work, *arguments)
        except RuntimeError:  # closing: nothing new is taken
            self._finished()
            return None
        future.add_done_callback(self._done)
        return future

    def drain(self, seconds: float) -> bool:
        """Take nothing new and wait for what was taken; tell whether all of it is done."""
        self._pool.shutdown(wait=False)
        with self._idle:
            return self._idle.wait_for(lambda: self._unfinished == 0, timeout=seconds)

    def _done(self, future: Future[Any]) -> None:
        if not future.cancelled() and (error := future.exception()):
            log.failure("worker_failed", error)
        self._finished()

    def _finished(self) -> None:
        self._places.release()
        with self._idle:
            self._unfinished -= 1
            self._idle.notify_all()
