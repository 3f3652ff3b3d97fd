"""Runs a command, its output into a file, and prints what it cost: CPU seconds of all its threads, wall seconds, peak memory.

Usage: measure.py OUTPUT COMMAND [ARGUMENT...]
"""

import json
import os
import sys
from time import perf_counter

output, *command = sys.argv[1:]
begun = perf_counter()
file = (os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
child = os.posix_spawnp(command[0], command, os.environ, file_actions=[file])
_, status, used = os.wait4(child, 0)
json.dump(
    {
        "status": os.waitstatus_to_exitcode(status),
        "cpu_s": used.ru_utime + used.ru_stime,
        "wall_s": perf_counter() - begun,
        # Kilobytes on Linux, bytes on macOS.
        "peak_mb": used.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024),
    },
    sys.stdout,
)
