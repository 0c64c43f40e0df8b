#!/usr/bin/env python3
"""Ctrl-C in the midst of everything that takes long: how soon the prompt is there again.

usage: interrupts.py PATH-OF-POLLARD

Prints the seconds of each, of which half a second is promised; fails where it takes several times as
long, because a busy machine is no fault of the program.
"""

import gzip
import json
import os
import struct
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Support"))
from hostile import PROMPT, Failures, Folder, Prompt  # noqa: E402

failures = Failures()
SLOW = 0.5
FAILED = 4


def weights(path, numbers):
    """A file of one tensor of zeros, sparse on the disk."""
    header = json.dumps(
        {"a": {"dtype": "F32", "shape": [numbers], "data_offsets": [0, 4 * numbers]}}).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(header)) + header)
        file.truncate(8 + len(header) + 4 * numbers)


def header(path, count):
    entries = {f"t{i}": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]} for i in range(count)}
    text = json.dumps(entries).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)


def prepare(folder):
    with gzip.open(folder / "t.csv.gz", "wb", compresslevel=1) as file:
        row = "".join(f"{i % 97},{i % 89},{i % 3}\n" for i in range(20000)).encode()
        file.write(b"a,b,k\n")
        for _ in range(100):
            file.write(row)
    with gzip.open(folder / "bomb.csv.gz", "wb", compresslevel=1) as file:
        for _ in range(64):
            file.write(b"1,2,3\n" * 200000)
    weights(folder / "huge.safetensors", 400_000_000)
    header(folder / "many.safetensors", 200_000)
    with open(folder / "texts.safetensors", "wb") as file:
        text = b'{"__metadata__":{' + b",".join(b'"%d":""' % i for i in range(5_000_000)) + b"}}"
        file.write(struct.pack("<Q", len(text)) + text)
    os.mkdir(folder / "wide")
    for number in range(100_000):
        open(folder / f"wide/{number}", "w").close()
    folder.write("folder.pollard", "#! pollard session 1\n> data mnist dir=wide\n")
    with open(folder / "long.pollard", "w") as file:
        file.write("#! pollard session 1\n" + "# z\n" * 900_000)
    for name in ["train", "t10k"]:
        count = 120_000 if name == "train" else 1_000
        with gzip.open(folder / f"{name}-images-idx3-ubyte.gz", "wb", compresslevel=1) as file:
            file.write(struct.pack(">IIII", 0x803, count, 60, 60) + bytes(count * 3600))
        with gzip.open(folder / f"{name}-labels-idx1-ubyte.gz", "wb") as file:
            file.write(struct.pack(">II", 0x801, count) + bytes(i % 10 for i in range(count)))


# What is typed before, what is interrupted, after how many seconds.
CASES = [
    ([], "data shapes train=1000000", 1),
    ([], "data spirals train=1000000 test=1000000", 0.1),
    ([], "data csv t.csv.gz label=k", 0.5),
    ([], "data csv bomb.csv.gz label=3", 0.3),
    ([], "data mnist dir=.", 0.4),
    (["network mlp 20000 20000 input=1x1x1 classes=2 as=h"], "import huge.safetensors partial=on", 0.1),
    (["network mlp 4 input=2 classes=2"], "import many.safetensors", 0.1),
    ([], "import texts.safetensors", 0.1),
    ([], "open long.pollard", 0.1),
    ([], "replay folder.pollard", 0.1),
    ([], "network mlp 20000 20000 input=20000 classes=10", 0.5),
    (["network new input=1000000 as=w"], "add depthwise", 0.1),
    (["network mlp 12000 12000 input=64 classes=2 as=big"], "save big.pollard", 0.3),
    ([], "export big.safetensors", 0.3),
    ([], "copy big as=other", 0.0),
    ([], "compare big other", 0.2),
    (["data moons train=4000 test=4000", "network mlp 600 600 as=m"], "train 100000", 0.5),
    (["gate attach *"], "train 100000", 0.5),
    ([], "compact as=c", 0.05),
    (["checkpoint a"], "train 3000 batches", 0.5),
    ([], "plot pareto to=p.svg", 0.05),
    ([], "benchmark batch=4096 rounds=9", 0.2),
    ([], "energy calibrate", 0.2),
    ([], "export net.onnx", 0.0),
    ([], "explain", 0.0),
]


def main():
    worst = 0.0
    with Folder() as folder:
        prepare(folder)
        prompt = Prompt(folder.path)
        for before, line, seconds in CASES:
            for typed in before:
                prompt.line(typed)
            prompt.start(line)
            time.sleep(seconds)
            start = time.monotonic()
            prompt.child.sendintr()
            try:
                prompt.child.expect_exact(PROMPT, timeout=60)
            except Exception:
                failures.expect(False, f"{line}: the prompt does not come back")
                break
            took = time.monotonic() - start
            worst = max(worst, took)
            failures.expect(took <= FAILED, f"{line}: {took:.1f} s")
            note = "" if took <= SLOW else f"  more than {SLOW} s"
            print(f"  {took:6.3f} s  {line}{note}")
            # Where it was done already, Ctrl-C gave an empty prompt.
            prompt.child.sendline("param done=1")
            prompt.child.expect_exact("done = 1")
            prompt.child.expect_exact(PROMPT)
        # Memory of gigabytes takes its time to go.
        prompt.child.kill(9)
        prompt.child.wait()
    print(f"interrupts: {len(CASES)} commands, the slowest gave the prompt after {worst:.2f} s")


main()
failures.end()
