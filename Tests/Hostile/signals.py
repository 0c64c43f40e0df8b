#!/usr/bin/env python3
"""Storms of signals: work goes on, to the same digits; Ctrl-C stops it and loses nothing.

usage: signals.py PATH-OF-POLLARD
"""

import gzip
import os
import re
import signal
import sys
import threading
import time

import pexpect

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Support"))
from hostile import PROMPT, RANDOM, Failures, Folder, Prompt, run  # noqa: E402

failures = Failures()
HARMLESS = [signal.SIGWINCH, signal.SIGCONT, signal.SIGURG, signal.SIGCHLD]


class Storm:
    """Sends signals at random, thousands a second, while it is entered."""

    def __init__(self, pid, signals, pause=0.0005):
        self.pid, self.signals, self.pause = pid, signals, pause
        self.count = 0
        self.is_over = False

    def blow(self):
        while not self.is_over:
            try:
                os.kill(self.pid, RANDOM.choice(self.signals))
            except ProcessLookupError:
                return
            self.count += 1
            time.sleep(self.pause)

    def __enter__(self):
        self.thread = threading.Thread(target=self.blow)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over = True
        self.thread.join()


def table(folder):
    rows = "".join(f"{i},{i * 7 % 11},{i % 3}\n" for i in range(120000))
    with gzip.open(folder / "t.csv.gz", "wb") as file:
        file.write(b"a,b,k\n" + rows.encode())


WORK = [
    "data csv t.csv.gz label=k", "network mlp 64 64 as=a", "train 3", "evaluate",
    "export w.safetensors", "import w.safetensors as=b", "evaluate", "save run.pollard",
    "open run.pollard", "train 1", "log e.csv", "train 1", "plot loss to=l.svg", "save run.pollard",
]


def answers(folder, storm):
    prompt = Prompt(folder.path)
    shown = []
    count = 0
    for line in WORK:
        if storm:
            with Storm(prompt.child.pid, HARMLESS) as blown:
                shown.append(prompt.line(line))
            count += blown.count
        else:
            shown.append(prompt.line(line))
    prompt.leave()
    text = re.sub(r"\x1b\[[?0-9;]*[A-Za-z]", "", "".join(shown))
    rows = [line.rstrip() for line in text.splitlines()]
    return [row for row in rows if re.match(r" *[0-9]+  +[0-9]|test: ", row)], count


def harmless():
    with Folder() as folder:
        table(folder)
        calm, _ = answers(folder, False)
    with Folder() as folder:
        table(folder)
        stormy, count = answers(folder, True)
        rows = folder.read("e.csv").decode().splitlines()
        failures.expect(all(len(row.split(",")) == 20 for row in rows), "rows of the log")
    failures.expect(calm == stormy and calm, f"{calm} against {stormy}")
    print(f"signals: {count} of four kinds over {len(WORK)} commands; the same digits")


def stops_and_goes_on():
    with Folder() as folder:
        prompt = Prompt(folder.path)
        for line in ["data moons train=4000 test=100", "network mlp 64 64"]:
            prompt.line(line)
        prompt.start("train 400")
        count = 0
        for _ in range(60):
            os.kill(prompt.child.pid, signal.SIGSTOP)
            time.sleep(RANDOM.uniform(0, 0.02))
            os.kill(prompt.child.pid, signal.SIGCONT)
            time.sleep(RANDOM.uniform(0, 0.02))
            count += 2
        prompt.child.sendintr()
        prompt.child.expect_exact(PROMPT)
        prompt.line("save run.pollard")
        prompt.leave()
        check = run(["check", "run.pollard"], folder.path)
        failures.expect(b"identical" in check.stdout, check.stdout + check.stderr)
    print(f"signals: {count} stops and continuations of a training; it replays to the same digits")


LONG = [
    "train 100000", "train 100000", "data shapes train=400000", "evaluate", "compact as=c",
    "benchmark batch=256 rounds=400", "data csv t.csv.gz label=k", "save big.pollard",
    "export big.safetensors", "open run.pollard", "import w.safetensors as=i", "gates",
]


def settle(prompt, marker):
    """Waits until the prompt is there again, whatever it showed meanwhile."""
    while True:
        prompt.child.sendline(f"param m={marker}")
        # Ctrl-C that comes late throws the line away.
        if prompt.child.expect_exact([f"m = {marker}", pexpect.TIMEOUT], timeout=5) == 0:
            break
    prompt.child.expect_exact(PROMPT)


def interrupts():
    """Ctrl-C in bursts at random moments, also where nothing runs."""
    count = bursts = 0
    with Folder() as folder:
        table(folder)
        prompt = Prompt(folder.path)
        for line in ["data moons train=4000 test=2000", "network mlp 400 400 as=a", "train 1",
                     "save run.pollard", "export w.safetensors", "gate attach *"]:
            prompt.line(line)
        for turn in range(150):
            line = RANDOM.choice(LONG)
            prompt.child.sendline(line)
            time.sleep(RANDOM.uniform(0, 0.25))
            for _ in range(RANDOM.choice([1, 1, 2, 5, 30])):
                os.kill(prompt.child.pid, signal.SIGINT)
                count += 1
                time.sleep(RANDOM.choice([0, 0, 0.001]))
            bursts += 1
            settle(prompt, f"mark{turn}")
            if turn % 10 == 0:
                for line in ["drop c", "drop i", "data moons train=4000 test=2000"]:
                    prompt.line(line)
        prompt.line("save end.pollard")
        failures.expect(prompt.leave() == 0, "the prompt is left as usual")
        check = run(["check", "end.pollard"], folder.path, timeout=600)
        failures.expect(b"identical" in check.stdout, check.stdout + check.stderr)
        failures.expect(
            not [name for name in folder.names() if name.endswith(".part")], folder.names())
    print(f"signals: {count} Ctrl-C in {bursts} bursts; the prompt lived on, its session replays")


for part in [harmless, stops_and_goes_on, interrupts]:
    part()
failures.end()
