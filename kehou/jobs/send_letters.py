"""Hand waiting messages to their letter boxes."""

from kehou.kernel import outbox
from kehou.kernel.jobs import Tick

TICK = Tick("send_letters", 2, outbox.send_waiting)
