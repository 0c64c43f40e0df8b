#!/usr/bin/env python3
"""Makes the saved states of a format with the program that writes it, in the folder that is named.

    python3 Tests/SavedStates/make.py .build/release/pollard Tests/SavedStates/format-1

Sessions with their weights, and one session as a prompt keeps it that is killed while it trains.
SavedStateTests opens them with each later program.
"""

import glob
import os
import shutil
import subprocess
import sys
import tempfile
import time

import pexpect

MOONS = ["seed 5", "data moons train=800 test=100 batch=20"]
GATED = MOONS + [
    "network mlp 24 12",
    "optimizer sgd lr=0.1 over=10",
    "prune consensus target=50% of=connections retire=0.1 warmup=1 freeze=90% over=10",
]
ASKED = ["flops", "gates", "evaluate"]

SESSIONS = {
    "consensus": GATED + ["train 3", "checkpoint three", "train 10 batches"] + ASKED,
    "retired": GATED + ["train 5", "checkpoint five", "train 1", "train 10 batches"] + ASKED,
    "frozen": GATED + ["train 10"] + ASKED,
    "compacted": GATED + ["train 10", "compact as=small", "compare mlp small", "train 1"] + ASKED[:1],
    "plain": MOONS + [
        "param width=6",
        "optimizer adam lr=0.01",
        "network mlp $width as=a",
        "train 2",
        "gate attach * kind=static",
        "copy a as=b",
        "train 1",
        "branch c",
        "train 1",
        "use a",
    ] + ASKED,
    "maps": [
        "seed 5",
        "data shapes train=200 test=40",
        "network convnet width=0.125",
        "prune consensus target=40% of=macs retire=off over=4",
        "train 2",
        "checkpoint two",
    ] + ASKED,
}


def save(program, folder, name, lines):
    """Runs the lines and saves."""
    command = [program, "--quiet", "--threads", "1"]
    for line in lines + [f"save {name}.pollard"]:
        command += ["-e", line]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def kill(program, folder):
    """Kills a prompt while it trains, when its journal has rows."""
    with tempfile.TemporaryDirectory() as home:
        child = pexpect.spawn(
            program, ["--threads", "1"], cwd="/", encoding="utf8", timeout=30,
            env={"PATH": "/usr/bin:/bin", "HOME": home, "XDG_STATE_HOME": home, "TERM": "xterm",
                 "INPUTRC": "/dev/null", "NO_COLOR": "1"})
        child.expect_exact("pollard> ")
        for line in GATED + ["train 4"]:
            child.sendline(line)
            child.expect_exact("pollard> ")
        time.sleep(2)  # Until the state is written.
        child.sendline("train 100000")
        journals = home + "/pollard/*.journal"
        while sum(len(open(path).readlines()) for path in glob.glob(journals)) < 5:
            time.sleep(0.01)
        child.kill(9)
        child.wait()
        for path in glob.glob(home + "/pollard/running-*"):
            ending = path.split("running-", 1)[1].split(".", 1)[1]
            shutil.copy(path, f"{folder}/running-1.{ending}")


def main():
    program, folder = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    os.makedirs(folder, exist_ok=True)
    for name, lines in SESSIONS.items():
        save(program, folder, name, lines)
    kill(program, folder)


main()
