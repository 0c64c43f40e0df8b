#!/usr/bin/env python3
"""Little memory, by every bound there is: work is done or refused with one error, never killed.

usage: limits.py PATH-OF-POLLARD

Control groups are made where root may make them; else the script says so.
"""

import os
import resource
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Support"))
from hostile import Failures, Folder, lines, run  # noqa: E402

failures = Failures()
MB = 1 << 20

WORK = [
    lines("data moons", "network mlp 16", "train 3", "prune consensus target=50% of=macs",
          "train 3", "compact", "compare mlp mlp-small", "plot loss to=l.png"),
    lines("data shapes train=60000", "network resnet20", "train 3 batches", "evaluate",
          "export net.onnx", "export net.safetensors", "import net.safetensors as=b"),
    lines("data shapes train=400000", "network convnet", "evaluate"),
    lines("network vgg16 input=3x32x32", "benchmark batch=1,16,1024 rounds=3"),
    lines("data shapes train=20000 batch=8192", "network convnet", "train 1 batches"),
    lines("data moons train=128 test=50", "network mlp 2000 2000", "train 40", "checkpoint a",
          "train 4", "undo", "save s.pollard"),
    lines("data moons", "network mlp 16000 16000", "evaluate"),
    lines("data moons", "network mlp 3000 3000 as=a", *[
        line for i in range(8) for line in [f"copy a as=b{i}", f"use b{i}", "train 1 batches"]]),
    lines("data csv rows.csv label=1", "network mlp 8", "train 1"),
]


def rows(folder):
    with open(folder / "rows.csv", "w") as file:
        for index in range(150_000):
            file.write(f"{index % 3}," + ",".join(["0.25"] * 60) + "\n")


def judge(what, result):
    """One outcome of two; the count of refusals."""
    errors = [line for line in result.stderr.decode().splitlines() if line.startswith("error: ")]
    if result.returncode == 0:
        failures.expect(not errors, f"{what}: {errors}")
        return 0
    failures.expect(result.returncode == 65, f"{what}: {result.returncode}, {result.stderr[-300:]}")
    failures.expect(len(errors) == 1 and b'"code": "out-of-memory"' in result.stdout,
                    f"{what}: {result.stderr[-300:]}")
    return 1


def shell_limits():
    refused = runs = 0
    for kind in [resource.RLIMIT_AS, resource.RLIMIT_DATA]:
        for size in [150, 200, 300, 450, 700, 1000, 2000]:
            for work in WORK:
                with Folder() as folder:
                    if "rows.csv" in " ".join(work):
                        rows(folder)
                    result = run(
                        ["--format", "json", "--threads", "4"] + work, folder.path,
                        before=lambda: resource.setrlimit(kind, (size * MB, size * MB)))
                    refused += judge(f"{kind} {size} MB, {work[-1]}", result)
                    runs += 1
    return runs, refused


def groups():
    """The killer of a control group never comes."""
    root = "/sys/fs/cgroup/memory" if os.path.isdir("/sys/fs/cgroup/memory") else "/sys/fs/cgroup"
    limit = "memory.limit_in_bytes" if root.endswith("memory") else "memory.max"
    group = f"{root}/pollard-limits"
    try:
        os.makedirs(group, exist_ok=True)
        with open(f"{group}/{limit}", "w") as file:
            file.write(str(100 * MB))
    except OSError:
        return None
    refused = runs = 0
    try:
        for size in [100, 200, 400]:
            with open(f"{group}/{limit}", "w") as file:
                file.write(str(size * MB))

            def enter():
                with open(f"{group}/cgroup.procs", "w") as file:
                    file.write(str(os.getpid()))

            for work in WORK:
                with Folder() as folder:
                    if "rows.csv" in " ".join(work):
                        rows(folder)
                    result = run(["--format", "json", "--threads", "4"] + work, folder.path, before=enter)
                    refused += judge(f"group {size} MB, {work[-1]}", result)
                    runs += 1
    finally:
        os.rmdir(group)
    return runs, refused


runs, refused = shell_limits()
found = groups()
grouped = (f"{found[0]} in control groups, {found[1]} refused" if found
           else "no control group could be made here")
print(f"limits: {runs} runs under ulimit, {refused} refused; {grouped}; one error each, no signal")
failures.end()
