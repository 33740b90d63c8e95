"""A Celery application with one trivial task, and the measure of its round trips. Needs COSET_BENCH_REDIS; `python celery_tasks.py IN_FLIGHT SECONDS` prints the figure."""

import os
import sys
import time
from collections import deque

from celery import Celery

URL = os.environ["COSET_BENCH_REDIS"]
app = Celery("tasks", broker=URL, backend=URL)
app.conf.task_default_queue = "coset-bench"
app.conf.worker_prefetch_multiplier = 4
app.conf.result_expires = 60


@app.task(name="bench.echo")
def echo(value):
    return value


def round_trips(in_flight, seconds):
    """Tasks a second whose result came back, `in_flight` of them under way at any time."""
    waiting = deque(echo.apply_async((i,)) for i in range(in_flight))
    start = time.monotonic()
    done = 0
    while time.monotonic() - start < seconds:
        waiting.popleft().get(timeout=30)
        waiting.append(echo.apply_async((done,)))
        done += 1
    took = time.monotonic() - start
    for result in waiting:
        result.get(timeout=30)
    return done / took


if __name__ == "__main__":
    # The first answer comes when the worker is up
    echo.delay(0).get(timeout=30)
    print(round_trips(int(sys.argv[1]), float(sys.argv[2])), flush=True)
