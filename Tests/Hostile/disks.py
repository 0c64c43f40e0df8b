#!/usr/bin/env python3
"""Disks that become full in the midst of every writing: what was there stays, what ran is kept.

usage: disks.py PATH-OF-POLLARD

Wants to mount a small tmpfs, which root can; else says so and uses a limit on the size of files.
"""

import csv
import os
import resource
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Support"))
from hostile import (  # noqa: E402
    PROGRAM, QUESTION, RANDOM, Failures, Folder, Prompt, environment, lines, run)

failures = Failures()
SIZE = 2 << 20


class SmallDisk:
    """A disk of 2 MB in a folder of its own."""

    def __enter__(self):
        self.folder = Folder()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", self.folder.path],
            capture_output=True)
        self.is_mounted = mounted.returncode == 0
        return self

    def __exit__(self, *_):
        if self.is_mounted:
            subprocess.run(["umount", "-l", self.folder.path], check=True)
        self.folder.__exit__()

    def fill(self, leaving):
        """Takes all of the disk but some bytes."""
        status = os.statvfs(self.folder.path)
        free = status.f_bavail * status.f_frsize - leaving
        self.folder.write("filler", b"x" * max(0, free))

    def empty(self):
        os.remove(self.folder / "filler")


def remnants(folder):
    return [name for name in folder.names() if name.endswith(".part")]


START = ["data moons train=400 test=100", "network mlp 200 200 as=a", "train 1"]
WRITERS = {
    "save run.pollard": ["run.pollard", "run.safetensors"],
    "export net.safetensors": ["net.safetensors"], "export net.onnx": ["net.onnx"],
    "export run.html": ["run.html"], "export run.ipynb": ["run.ipynb"],
    "export run.md": ["run.md"], "export train.csv": ["train.csv"],
    "export all.json": ["all.json"], "plot loss to=l.svg": ["l.svg"],
    "plot loss to=l.png": ["l.png"],
}


def writers():
    """Each file is there, whole, when the disk is full; the same line again fails and leaves it."""
    held = 0
    for line, files in WRITERS.items():
        for leaving in [0, 4096, 8192]:
            with SmallDisk() as disk:
                if not disk.is_mounted:
                    return None
                first = run(lines(*START, line), disk.folder.path)
                if not failures.expect(first.returncode == 0, first.stderr):
                    continue
                before = {name: disk.folder.read(name) for name in files}
                disk.fill(leaving)
                result = run(
                    ["--keep-going"] + lines(*START, "param x=" + "y" * 9000, "evaluate", line,
                                             "seed 5"), disk.folder.path)
                after = {name: disk.folder.read(name) for name in files}
                if result.returncode == 74:
                    held += 1
                    failures.expect(after == before, f"{line}: a file changed")
                    failures.expect(b"no space left" in result.stderr, result.stderr)
                failures.expect(result.returncode in [0, 74], f"{line}: {result.returncode}")
                failures.expect(b"seed 5" in result.stdout, f"{line}: work goes on")
                failures.expect(not remnants(disk.folder), f"{line}: {disk.folder.names()}")
    return held


def logs():
    """Rows are whole; the epochs that ran are kept, and a later training logs on."""
    with SmallDisk() as disk:
        run(lines(*START, "log e.csv", "train 1"), disk.folder.path)
        disk.fill(4096)
        result = run(
            ["--keep-going", "--format", "json"]
            + lines(*START, "log e.csv", "train 400", "evaluate"), disk.folder.path)
        failures.expect(result.returncode == 65, result.stderr)
        failures.expect(b'"code": "cannot-write"' in result.stdout, result.stdout[-600:])
        text = disk.folder.read("e.csv").decode()
        rows = text.splitlines()
        failures.expect(text.endswith("\n"), "the last row is whole")
        widths = {len(row) for row in csv.reader(rows)}
        failures.expect(len(widths) == 1 and min(widths) >= 20, "every row is whole")
        disk.empty()
        result = run(lines(*START, "log e.csv", "train 2"), disk.folder.path)
        more = disk.folder.read("e.csv").decode()
        failures.expect(more.startswith(text) and len(more.splitlines()) == len(rows) + 2,
                        "the log goes on")
    return len(rows)


def recordings():
    with SmallDisk() as disk:
        text = "#! pollard session 1\n> seed 3\n> help\n" + "# prose\n" * 2000
        disk.folder.write("s.pollard", text)
        disk.fill(0)
        result = run(["record", "s.pollard"], disk.folder.path)
        failures.expect(result.returncode == 74, f"record: {result.returncode}")
        failures.expect(disk.folder.read("s.pollard").decode() == text, "a session changed")
        failures.expect(not remnants(disk.folder), disk.folder.names())


def prompts():
    """Where nothing can be kept of the running session the prompt says so once, and works."""
    with SmallDisk() as disk, Folder() as folder:
        disk.fill(0)
        prompt = Prompt(folder.path, XDG_STATE_HOME=disk.folder.path + "/state",
                        XDG_CACHE_HOME=disk.folder.path + "/cache")
        for line in START + ["train 1", "evaluate"]:
            prompt.line(line)
        warnings = folder.read("err").decode().count("is not kept for the case")
        failures.expect(warnings == 1, f"{warnings} warnings")
        disk.empty()
        prompt.line("train 1")
        prompt.kill()
        again = Prompt(folder.path, prompt=QUESTION, XDG_STATE_HOME=disk.folder.path + "/state")
        failures.expect("restored 6 cells" in again.line("y"), "it is kept once there is room")
        again.leave()


def spilling():
    """States that neither memory nor the disk has room for."""
    with SmallDisk() as disk, Folder() as folder:
        disk.fill(1 << 16)
        result = run(
            ["--keep-going"] + lines("set memory=0B", *START, "checkpoint a", "train 3",
                                     "checkpoint b", "checkout a", "evaluate"),
            folder.path, XDG_CACHE_HOME=disk.folder.path)
        failures.expect(b"test: accuracy" in result.stdout, result.stderr)
        failures.expect(result.returncode in [0, 65], result.returncode)


def sweeps():
    """A sweep whose disk is full for a while, again and again: in the end the table and the logs of
    one that always had room."""
    words = ["sweep", "s.pollard", "n=16,32,64,128", "--into"]

    def table(path):
        with open(path + "/runs.csv") as file:
            rows = [{k: v for k, v in row.items() if k != "seconds"} for row in csv.DictReader(file)]
        epochs = []
        for row in rows:
            name = row["session"].removesuffix(".pollard")
            with open(f"{path}/{name}/epochs.csv") as file:
                epochs.append([row["epoch"] for row in csv.DictReader(file)])
        return rows, epochs

    full = 0
    with Folder() as folder, SmallDisk() as disk:
        folder.write("s.pollard", "param n=8\ndata spirals train=4000 test=200 seed=7\n"
                     "network mlp $n $n\nlog epochs.csv\ntrain 60\nevaluate\n")
        failures.expect(run(words + ["whole"], folder.path).returncode == 0, "the whole sweep")
        for _ in range(6):
            child = subprocess.Popen(
                [PROGRAM, *words, disk.folder / "cut"], cwd=folder.path,
                env=environment(folder.path), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL)
            time.sleep(RANDOM.uniform(0.2, 0.9))
            disk.fill(RANDOM.choice([0, 1, 4096, 8192, 30_000, 200_000]))
            code = child.wait(timeout=120)
            full += code == 74
            failures.expect(code in [0, 74], code)
            disk.empty()
        result = run(words + [disk.folder / "cut"], folder.path)
        failures.expect(result.returncode == 0, result.stderr)
        failures.expect(table(disk.folder / "cut") == table(folder / "whole"), "tables differ")
    return full


def limited():
    """The same by a limit on the size of files, where no disk can be mounted."""
    with Folder() as folder:
        run(lines(*START, "save run.pollard"), folder.path)
        before = {name: folder.read(name) for name in ["run.pollard", "run.safetensors"]}
        result = run(
            lines(*START, "train 1", "save run.pollard"), folder.path,
            before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)))
        failures.expect(result.returncode == 74, result.stderr)
        failures.expect(before == {name: folder.read(name) for name in before}, "a file changed")
        failures.expect(not remnants(folder), folder.names())


limited()
held = writers()
if held is None:
    print("disks: no tmpfs can be mounted here; a limit on the size of files stood for it")
    failures.end()
rows = logs()
recordings()
prompts()
spilling()
full = sweeps()
print(f"disks: a sweep met a full disk {full} times and has the table and logs of one that did not")
print(f"disks: {held} full disks under {len(WRITERS)} ways to write; every file as it was, no "
      f"remnants; {rows} rows of a log, each whole; the prompt goes on and keeps its session again")
failures.end()
