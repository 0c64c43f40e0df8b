#!/usr/bin/env python3
"""kill -9 at random moments: of a program that saves, that exports, that trains.

usage: kills.py PATH-OF-POLLARD [COUNT]      COUNT kills of each kind, 100 if none is given
"""

import os
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Support"))
from hostile import (  # noqa: E402
    PROGRAM, PROMPT, QUESTION, RANDOM, Failures, Folder, Prompt, environment, lines, run)

COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 100
failures = Failures()
BIG = ["data shapes train=64 test=16 batch=32", "network mlp 1024 1024 as=a", "train 1"]


def killed(typed, repeated, folder):
    """Starts a program that types `repeated` for ever, and kills it at a random moment."""
    child = subprocess.Popen(
        [PROGRAM, "--quiet"], cwd=folder.path, env=environment(folder.path),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    child.stdin.write("".join(line + "\n" for line in typed).encode())
    number = 0
    while number < 400:
        for line in repeated(number):
            child.stdin.write((line + "\n").encode())
        number += 1
    child.stdin.flush()
    # The first of them is done when it says so.
    while b"weights beside it" not in (line := child.stdout.readline()) and b"file " not in line:
        if not line:
            raise SystemExit("the program ended before it was killed")
    time.sleep(RANDOM.uniform(0, 0.3))
    child.send_signal(signal.SIGKILL)
    child.wait()


def remnants(folder):
    return [name for name in folder.names() if name.endswith(".part")]


def saving():
    restored = replayed = left = 0
    with Folder() as folder:
        for kill in range(COUNT):
            killed(BIG, lambda n: [f"param n={kill * 1000 + n}", "save run.pollard"], folder)
            left += len(remnants(folder))
            result = run(["--format", "json"] + lines("open run.pollard"), folder.path)
            failures.expect(result.returncode == 0, f"opened after kill {kill}: {result.stderr}")
            if b'"restored": true' in result.stdout:
                restored += 1
            else:
                replayed += 1
            text = folder.read("run.pollard").decode()
            failures.expect(
                text.endswith("\n") and text.startswith("#! pollard session 1\n")
                and re.search(r"\| n = [0-9]+\n$", text), f"a text that is not whole: {text[-200:]}")
        time.sleep(3)
        run(["--quiet"] + lines(*BIG, "save run.pollard"), folder.path)
        failures.expect(not remnants(folder), f"remnants stay: {folder.names()}")
    print(f"kills: {COUNT} while saving; every session whole, {restored} restored from its weights, "
          f"{replayed} from its lines; {left} remnants, none left by the next save")


def exporting():
    left = 0
    names = ["net.safetensors", "net.onnx", "run.html"]
    with Folder() as folder:
        run(["--quiet"] + lines(*BIG, *[f"export {name}" for name in names]), folder.path)
        whole = {name: folder.read(name) for name in names[:2]}
        for kill in range(COUNT):
            name = names[kill % 3]
            killed(BIG, lambda n: [f"export {name}"], folder)
            left += len(remnants(folder))
            for other in whole:
                failures.expect(folder.read(other) == whole[other], f"{other} after kill {kill}")
            failures.expect(folder.read("run.html").endswith(b"</html>\n"), "a page is not whole")
        time.sleep(3)
        run(["--quiet"] + lines(*BIG, *[f"export {name}" for name in names]), folder.path)
        failures.expect(not remnants(folder), f"remnants stay: {folder.names()}")
    print(f"kills: {COUNT} while exporting; every file whole, {left} remnants, none left by the next")


TRAININGS = [
    # A millisecond an epoch; tens of milliseconds an epoch and some 20 MB of state.
    ("short epochs", ["data moons train=400 test=100", "network mlp 8"]),
    ("large state", ["data shapes train=512 test=16", "network mlp 1200 1200"]),
]


def training():
    for title, start in TRAININGS:
        lost = []
        identical = 0
        for kill in range(COUNT // 2):
            with Folder() as folder:
                prompt = Prompt(folder.path)
                for line in start:
                    prompt.line(line)
                prompt.start("train 100000")
                time.sleep(RANDOM.uniform(0.1, 3))
                prompt.kill()
                said = re.findall(r"^epoch +([0-9]+)", folder.read("err").decode(), re.M)
                ran = int(said[-1]) if said else 0
                again = Prompt(folder.path, prompt=QUESTION)
                shown = again.line("y")
                found = re.search(r"after epoch ([0-9]+)", shown)
                kept = int(found.group(1)) if found else 0
                lost.append(ran - kept)
                failures.expect(ran - kept <= 1, f"{title}: {ran} epochs ran, {kept} were kept")
                if kill % 10 == 0:
                    again.line("train 1")
                    again.line("save run.pollard")
                    check = run(["check", "run.pollard"], folder.path)
                    failures.expect(b"identical" in check.stdout, check.stdout + check.stderr)
                    identical += 1
                again.leave()
                is_offered = b"the next start offers" in folder.read("err")
                failures.expect(is_offered == (kept > 0 and kill % 10 != 0), "a goodbye says what it keeps")
        print(f"kills: {len(lost)} while training, {title}: at most {max(lost)} epoch lost "
              f"(none in {lost.count(0)}); {identical} trained on and replayed to the same digits")


for part in [saving, exporting, training]:
    part()
failures.end()
