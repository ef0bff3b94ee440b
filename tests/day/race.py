"""Do things at the same moment, each on its own connection, and see what each got."""

import threading
from collections.abc import Callable, Sequence

from django.db import connections


def together(deeds: Sequence[Callable[[], object]]) -> list[object]:
    """Every deed in its own thread, released at once; answers, in order, what each returned or raised."""
    start = threading.Barrier(len(deeds))
    answers: list[object] = [None] * len(deeds)

    def one(place: int) -> None:
        try:
            start.wait(timeout=30)
            answers[place] = deeds[place]()
        except Exception as error:
            answers[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers
