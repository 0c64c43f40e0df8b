#!/usr/bin/env python3
"""Sessions that somebody sent: every way to run one, every line that would leave its folder.

usage: gifts.py PATH-OF-POLLARD
"""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Support"))
from hostile import QUESTION, Failures, Folder, Prompt, lines, run  # noqa: E402

failures = Failures()
START = ["data moons train=40 test=20", "network mlp 4 as=n", "train 1"]
PLACES = ["{out}/x", "../out/x", "../../tmp-of-nobody/../out/x", "link/x", ".x", ".config/x",
          "~/x", "./../out/x", "\"../out/x y\"", "sub/../../out/x"]
WRITERS = ["save {}.pollard", "save {}.pollard minimal", "export {}.safetensors", "export {}.onnx",
           "export {}.html", "export {}.md", "export {}.ipynb", "export {}.csv", "export {}.json",
           "plot loss to={}.svg", "plot loss to={}.png", "log {}.csv", "log {}.profile"]
READERS = ["data csv {out}/secret.csv label=k", "data csv ../out/secret.csv label=zzz",
           "data csv ../out/secret.csv label=1", "import ../out/net.safetensors",
           "import {out}/net.safetensors as=x", "open ../out/s.pollard", "replay ../out/s.pollard",
           "replay ../out/s.pollard trust=on", "open ../out/s.pollard trust=on",
           "data mnist dir=../out", "data csv link/secret.csv label=k", "set powercap={out}",
           "set hwmon={out}", "set batteries={out}",
           "data csv ~/secret.csv label=k"]
SECRET = "zebra,k\nwombat,1\nyak,2\n"


def ways(name):
    """Every way to run a session: the arguments, and what comes through standard input."""
    return [
        ([name], None), (["--keep-going", name], None), (["check", name], None),
        (["check", "--exact", name], None), (["record", name], None),
        (lines(f"open {name}", "train 1"), None), (lines(f"replay {name}", "train 1"), None),
        (lines(f"replay {name} step", "train 1"), None),
    ]


def prepare(session):
    folder = Folder()
    folder.write("out/secret.csv", SECRET)
    folder.write("out/s.pollard", "#! pollard session 1\n> seed 3\n")
    folder.write("out/net.safetensors", b"wombat")
    folder.write("out/train-images-idx3-ubyte", b"wombat")
    folder.write("in/gift.pollard", session)
    os.symlink("../out", folder / "in/link")
    return folder


def session(line, expects):
    text = "#! pollard session 1\n#! seed: 1\n" + "".join(f"> {typed}\n" for typed in START)
    return text + f"> {line}\n" + ("! error: …\n" if expects else "") + "> train 1\n"


def outside(tree, folder):
    """What lies beside the session's folder, and what is hidden in it."""
    return {path: text for path, text in tree.items()
            if not path.startswith(folder / "in/") or "/." in path[len(folder.path):]}


def writes():
    count = skipped = 0
    for writer in WRITERS:
        for place in PLACES:
            for number in range(len(ways(""))):
                with prepare("") as folder:
                    line = re.sub(r'"([^"]*)"(\S*)', r'"\1\2"',
                                  writer.format(place.format(out=folder / "out")))
                    folder.write("in/gift.pollard", session(line, False))
                    before = outside(folder.tree(), folder)
                    result = run(ways(folder / "in/gift.pollard")[number][0], folder / "in",
                                 HOME=folder / "out")
                    after = outside(folder.tree(), folder)
                    failures.expect(
                        after == before, f"{line} by {number} wrote {set(after) ^ set(before)}")
                    failures.expect(result.returncode in [0, 1], f"{line} by {number}: "
                                    f"{result.returncode} {result.stderr[-300:]}")
                    skipped += b"skipped: " in result.stdout
                    if number == 4:
                        text = folder.read("in/gift.pollard").decode()
                        failures.expect("~ skipped: " in text, text)
                    count += 1
    print(f"gifts: {count} runs of sessions that write elsewhere; nothing was written, "
          f"{skipped} said so")


def reads():
    count = 0
    for reader in READERS:
        for expects in [False, True]:
            for number in range(len(ways(""))):
                with prepare("") as folder:
                    line = reader.format(out=folder / "out")
                    folder.write("in/gift.pollard", session(line, expects))
                    folder.write("in/secret.csv", SECRET) if "~" in line else None
                    result = run(
                        ways(folder / "in/gift.pollard")[number][0], folder / "in",
                        HOME=folder / "out")
                    told = (result.stdout + result.stderr).decode()
                    words = told.replace(line, "")
                    failures.expect(
                        not re.search("zebra|wombat|yak", words), f"{line} by {number}: {told}")
                    if not expects:
                        failures.expect("needs" in told or "not trusted" in told,
                                        f"{line} by {number}: {told[-500:]}")
                        failures.expect(result.returncode == 65, f"{line}: {result.returncode}")
                    text = folder.read("in/gift.pollard").decode().replace(line, "")
                    failures.expect(not re.search("zebra|wombat|yak", text), text)
                    count += 1
    print(f"gifts: {count} runs of sessions that read elsewhere; none told a word of it")


def restored():
    """Killed after a session was replayed, and restored at the next start: no freer than before."""
    count = 0
    for writer in WRITERS:
        for elsewhere in ["in", "out", "work"]:
            with prepare("") as folder:
                os.makedirs(folder / "work", exist_ok=True)
                line = writer.format("../out/x")
                folder.write("in/gift.pollard", session(line, False))
                before = outside(folder.tree(), folder)
                prompt = Prompt(folder / elsewhere)
                prompt.line(f"replay {folder / 'in/gift.pollard'}")
                prompt.line("train 1")
                prompt.child.kill(9)
                prompt.child.wait()
                prompt = Prompt(folder / elsewhere, prompt=QUESTION)
                failures.expect("restored" in prompt.line("y"), line)
                prompt.line("train 1")
                prompt.child.kill(9)
                prompt.child.wait()
                after = {path: text for path, text in outside(folder.tree(), folder).items()
                         if "/state" not in path and not path.endswith("/err")}
                failures.expect(after == before, f"{line}: {set(after) ^ set(before)}")
                count += 1
    print(f"gifts: {count} restored prompts wrote nothing that their sessions may not")


def trusted():
    """A reader who trusts a session gets what its lines say."""
    count = 0
    for writer in WRITERS:
        if "profile" in writer:
            continue
        for arguments in [["--trust", "gift.pollard"], lines("replay gift.pollard trust=on")]:
            with prepare("") as folder:
                line = writer.format("../out/x")
                folder.write("in/gift.pollard", session(line, False))
                result = run(arguments, folder / "in")
                failures.expect(result.returncode == 0, result.stderr)
                failures.expect(
                    any(name.startswith("x.") for name in os.listdir(folder / "out")), line)
                count += 1
    print(f"gifts: {count} runs of trusted sessions wrote what they say")


for part in [writes, reads, restored, trusted]:
    part()
failures.end()
