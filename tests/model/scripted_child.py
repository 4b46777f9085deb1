"""A process that speaks the worker's wire and misbehaves in the way that its argument names."""

from __future__ import annotations

import json
import sys
import threading


def say(frame: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(frame) + "\n")
    sys.stdout.flush()


def load() -> None:
    json.loads(sys.stdin.readline())
    say({"is": "loaded", "description": "scripted", "context": 512, "threads": 1, "batch_threads": 1, "longest_draft": 0, "gpu_layers": 0, "seconds": 0.0})  # fmt: skip


def main(manner: str) -> None:
    if manner == "crash-at-load":
        sys.stderr.write("out of memory\n")
        sys.exit(3)
    if manner == "never-loads":
        threading.Event().wait()
    load()
    for line in sys.stdin:
        frame = json.loads(line)
        if frame["do"] == "bye" and manner != "deaf":
            return
        if frame["do"] != "complete":
            continue
        if manner == "garbage":
            sys.stdout.write("Segmentation fault, perhaps\n")
            sys.stdout.flush()
        elif manner == "odd":
            say({"is": "loaded"})
        elif manner == "crash":
            sys.exit(7)
        elif manner == "forever":
            while True:
                say({"is": "text", "id": frame["id"], "text": "again and "})
        elif manner == "polite":
            say({"is": "text", "id": frame["id"], "text": str(frame["prompt"])})
            say({"is": "done", "id": frame["id"], "finish": "stop", "tokens": 1, "seconds": 0.5})
        elif manner in ("silent", "deaf"):
            pass


main(sys.argv[1])
