#!/usr/bin/env python3
"""Files whose sizes lie: what they cost in memory and time is what they honestly hold.

usage: sizes.py PATH-OF-POLLARD
"""

import gzip
import json
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Support"))
from hostile import QUESTION, Failures, Folder, Prompt, lines, peak  # noqa: E402

failures = Failures()
# What the program takes with nothing loaded, and some room.
BASE = 120


def safetensors(entries, metadata=None, numbers=0):
    header = dict(entries)
    if metadata is not None:
        header["__metadata__"] = metadata
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text, numbers


def write(path, made):
    head, numbers = made
    with open(path, "wb") as file:
        file.write(head)
        file.truncate(len(head) + numbers)


def tensor(count, at=0):
    return {"dtype": "F32", "shape": [count], "data_offsets": [at, at + 4 * count]}


def pack(path, pieces):
    with gzip.open(path, "wb", compresslevel=1) as file:
        for piece in pieces:
            file.write(piece)


def start_of_the_prompt():
    """A running session of 3 GB that a dead program left: the prompt looks at its header alone."""
    with Folder() as folder:
        os.makedirs(folder / "state/pollard")
        text = "#! pollard session 1\n> seed 3\n"
        huge = 3 << 30
        for name, numbers in [("running-1.session", huge), ("running-2.session", huge - 4)]:
            write(folder / "state/pollard/" + name, safetensors(
                {"x": tensor(huge // 4)}, {"session": text, "pollard": "{}"}, numbers))
        prompt = Prompt(folder.path, prompt=QUESTION)
        with open(f"/proc/{prompt.child.pid}/status") as file:
            memory = next(int(line.split()[1]) / 1024 for line in file if "VmHWM" in line)
        failures.expect(memory <= BASE, f"the start of the prompt: {memory:.0f} MB")
        shown = prompt.line("y")
        failures.expect("its lines ran again" in shown, shown)
        print(f"  {memory:6.0f} MB          a running session of 3 GB: the start of the prompt")
        prompt.child.close(force=True)


def main():
    start_of_the_prompt()
    with Folder() as folder:
        session = "#! pollard session 1\n> seed 3\n| seed 3\n"
        for name in "abcdefghij":
            folder.write(name + ".pollard", session)
        huge = 3 << 30
        write(folder / "a.safetensors",
              safetensors({"x": tensor(huge // 4)}, {"pollard": "{}", "checksum": "0"}, huge))
        write(folder / "b.safetensors", (struct.pack("<Q", 90_000_000) + b"{", 100_000_000))
        write(folder / "c.safetensors", safetensors({f"t{i}": tensor(0) for i in range(200_000)}))
        write(folder / "d.safetensors",
              safetensors({}, {"pollard": "[" + "1," * (12 << 20) + "1]", "checksum": "0"}))
        write(folder / "e.safetensors",
              (struct.pack("<Q", 60_000_000) + b'{"a":' + b"[" * 59_999_995, 0))
        write(folder / "f.safetensors", safetensors({f"t{i}": tensor(0) for i in range(400_000)}))
        write(folder / "big.safetensors", safetensors({"fc1.weight": tensor(470_000_000)}, None,
                                                      4 * 470_000_000))
        write(folder / "net.safetensors", safetensors(
            {}, {"pollard_network": "network new input=1 as=x\n"
                 + "\n".join(f"add linear 1000000 name=l{i}" for i in range(4000))}))
        # Gates that each list a million channels.
        write(folder / "gates.safetensors", safetensors(
            {}, {"pollard_network": "network new input=1 as=x\n"
                 + "\n".join(f"add gates of=1048576 channels=0-1048575 name=g{i}"
                             for i in range(3000))}))
        zeros = bytes(1 << 20)
        pack(folder / "zeros.csv.gz", [zeros] * 1024)
        pack(folder / "rows.csv.gz", [b"a,k\n"] + [b"1,2\n" * (1 << 18)] * 512)
        pack(folder / "row.csv.gz", [b"1," * (1 << 19)] * 256)
        pack(folder / "quote.csv.gz", [b'a,k\n"'] + [b"x" * (1 << 20)] * 512)
        pack(folder / "returns.csv.gz", [b"\r" * (1 << 20)] * 256)
        for part in ["train", "t10k"]:
            pack(folder / f"{part}-images-idx3-ubyte.gz",
                 [struct.pack(">IIII", 0x803, 128, 4096, 4096)] + [zeros] * 2048)
            pack(folder / f"{part}-labels-idx1-ubyte.gz", [struct.pack(">II", 0x801, 7) + bytes(7)])
        folder.write("short/train-labels-idx1-ubyte", struct.pack(">II", 0x801, 1 << 30))
        folder.write("short/train-images-idx3-ubyte", struct.pack(">IIII", 0x803, 1 << 30, 1, 1))
        folder.write("lines.pollard", "#! pollard session 1\n" + "# z\n" * 3_000_000)
        folder.write("line.pollard", "#! pollard session 1\n> seed 3 #" + "z" * (20 << 20) + "\n")
        net = "network mlp 4 input=2 classes=2"
        cases = [
            ("a sparse file of 3 GB beside a session: open", lines("open a.pollard"), 0, 0),
            ("the same: export over it", lines(net, "export a.safetensors"), 65, 0),
            ("the same: import", lines("import a.safetensors"), 65, 0),
            ("the same: save over it", lines(net, "save a.pollard"), 0, 0),
            ("a header of 90 MB that is none: open", lines("open b.pollard"), 0, 300),
            ("200,000 tensors beside a session: open", lines("open c.pollard"), 0, 120),
            ("the same: import", lines(net, "import c.safetensors"), 65, 120),
            ("400,000 tensors: open", lines("open f.pollard"), 0, 200),
            ("24 MB of JSON as state: open", lines("open d.pollard"), 0, 500),
            ("60 MB of brackets: open", lines("open e.pollard"), 0, 200),
            ("1.9 GB that fit nothing: import", lines(net, "import big.safetensors"), 65, 0),
            ("4,000 layers without numbers: import", lines("import net.safetensors"), 65, 0),
            ("gates of three thousand million channels: import",
             lines("import gates.safetensors"), 65, 0),
            ("a gigabyte of zeros as a table: data csv",
             lines("data csv zeros.csv.gz label=1"), 65, 0),
            ("512 MB of rows in 2 MB: data csv", lines("data csv rows.csv.gz label=k"), 65, 700),
            ("a row of 256 MB: data csv", lines("data csv row.csv.gz label=1"), 65, 400),
            ("a cell of 512 MB: data csv", lines("data csv quote.csv.gz label=k"), 65, 400),
            ("256 MB of carriage returns: data csv",
             lines("data csv returns.csv.gz label=k"), 65, 0),
            ("2 GB of images, seven labels: data mnist", lines("data mnist dir=."), 65, 0),
            ("a header of 1 GB, eight bytes: data mnist", lines("data mnist dir=short"), 65, 0),
            ("three million lines: open", lines("open lines.pollard"), 65, 400),
            ("a line of 20 MB: open", lines("open line.pollard"), 65, 150),
            ("the start of a check: check", ["check", "lines.pollard"], 65, 400),
        ]
        for name, arguments, code, room in cases:
            found, words, memory, seconds = peak(arguments, folder.path)
            failures.expect(found == code, f"{name}: exit {found}, {words[-300:]}")
            failures.expect(memory <= BASE + room, f"{name}: {memory:.0f} MB")
            failures.expect("rror: " in words or code == 0, f"{name}: {words[-300:]}")
            print(f"  {memory:6.0f} MB  {seconds:6.2f} s  {name}")
        # What is honest costs itself once.
        write(folder / "honest.safetensors", safetensors(
            {"fc1.weight": {"dtype": "F32", "shape": [16000, 16000],
                            "data_offsets": [0, 1_024_000_000]},
             "fc1.bias": tensor(16000, 1_024_000_000),
             "fc2.weight": {"dtype": "F32", "shape": [10000, 16000],
                            "data_offsets": [1_024_064_000, 1_664_064_000]},
             "fc2.bias": tensor(10000, 1_664_064_000)},
            {"pollard_network": "network new input=16000 as=x\nadd linear 16000 name=fc1\n"
             "add linear 10000 name=fc2"}, 1_664_104_000))
        found, words, memory, seconds = peak(lines("import honest.safetensors"), folder.path)
        failures.expect(found == 0, words)
        failures.expect(memory < BASE + 1780, f"an honest import takes {memory:.0f} MB")
        print(f"  {memory:6.0f} MB  {seconds:6.2f} s  1.7 GB of weights: import")
        print(f"sizes: {len(cases) + 2} files; each within what it honestly holds")


main()
failures.end()
