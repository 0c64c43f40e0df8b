#!/usr/bin/env python3
"""Sweeps that are killed, stopped, joined and refused: what is finished stays, the rest goes on.

usage: sweep_test.py PATH-OF-POLLARD [NAME-OF-TEST...]
"""

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Support"))
import cases  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ".build/debug/pollard"

SCRIPT = """# Spirals, by width.
param width=8
data spirals train=4000 test=500 seed=7
network mlp $width $width
log epochs.csv
train 30
evaluate
flops
assert macs>=10
train 10
evaluate
assert accuracy>=20%
"""


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


class Folder:
    def __init__(self, path):
        self.path = path

    def write(self, name, text):
        os.makedirs(os.path.dirname(self / name), exist_ok=True)
        with open(self / name, "w") as file:
            file.write(text)

    def read(self, name):
        with open(self / name) as file:
            return file.read()

    def __truediv__(self, name):
        return os.path.join(self.path, name)

    def start(self, *words):
        return subprocess.Popen(
            [PROGRAM, *words], cwd=self.path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)

    def run(self, *words):
        process = self.start(*words)
        output, _ = process.communicate(timeout=300)
        return process.returncode, output

    def rows(self, folder):
        """The table but for times, which differ."""
        with open(self / (folder + "/runs.csv")) as file:
            return [{k: v for k, v in row.items() if k != "seconds"} for row in csv.DictReader(file)]


def children(process):
    found = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True)
    return [int(word) for word in found.stdout.split()]


def lives(process):
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def goes_on_after_kills(folder):
    """Twelve points, killed three times and stopped once at random moments: the same table."""
    folder.write("s.pollard", SCRIPT)
    words = ["sweep", "s.pollard", "width=16,24", "seed=1..6", "--keep", "macs_static"]
    begin = time.monotonic()
    code, output = folder.run(*words, "--into", "whole")
    expect(code == 0, output)
    whole = time.monotonic() - begin
    draw = random.Random(os.environ.get("SEED", "19"))
    for blow in ["sweep", "stop", "runs", "sweep"]:
        process = folder.start(*words, "--into", "cut")
        time.sleep(draw.uniform(0.1, 0.25) * whole)
        runs = children(process)
        if blow == "stop":
            process.send_signal(signal.SIGINT)
            output, _ = process.communicate(timeout=60)
            expect(process.returncode == 130 and "goes on" in output, output)
        elif blow == "runs":
            for run in runs:
                os.kill(run, signal.SIGKILL)
            time.sleep(0.1)
        if blow != "stop":
            runs = children(process)
            process.kill()
            process.communicate()
            begin = time.monotonic()
            while any(lives(run) for run in runs):
                expect(time.monotonic() - begin < 5, "runs outlive their sweep")
                time.sleep(0.01)
            print("sweep_test: runs ended %.2f s after their sweep" % (time.monotonic() - begin))
    code, output = folder.run(*words, "--into", "cut")
    expect(code == 0, output)
    expect(folder.rows("cut") == folder.rows("whole"), "the tables differ")
    logs = 0
    for row in folder.rows("cut"):
        name = row["session"].removesuffix(".pollard")
        log = folder.read(f"cut/{name}/epochs.csv").splitlines()
        epochs = [line.split(",")[0] for line in log]
        expect(set(epochs[1:]) == {f'"{n}"' for n in range(1, 41)}, epochs)
        logs += "# goes on at" in folder.read(f"cut/.points/{name}/log")
    expect(logs > 0, "no run went on where it was cut")
    print(f"sweep_test: {logs} of 12 runs went on where they were cut")
    session = "cut/width=16,seed=1.pollard"
    code, output = folder.run("check", session)
    expect(code == 0, output)
    # Finished: nothing runs again.
    before = os.stat(folder / session).st_mtime_ns
    code, output = folder.run(*words, "--into", "cut")
    expect(code == 0 and "12 of 12 points done" in output, output)
    expect(os.stat(folder / session).st_mtime_ns == before, "a finished point ran again")


def odd_scripts_go_on(folder):
    """What is easily taken for done where a run was cut: lines of other files, another session,
    failures that were passed over."""
    folder.write("inner.pollard", "train 60\nevaluate\ntrain 60 lr=0.01\nflops\n")
    folder.run("-e", "data moons train=200", "-e", "network mlp 4", "-e", "save base.pollard")
    data = "param n=8\ndata spirals train=4000 test=500 seed=7\nnetwork mlp $n $n\n"
    for name, text, options in [
        ("replay", data + "replay inner.pollard\nevaluate\n", []),
        ("open", "# a\nparam n=8\ndata moons train=$n\nversion\nopen base.pollard\n"
         + data.split("\n", 1)[1] + "train 80\nevaluate\n", []),
        ("passed", data + "layers nonsense\ntrain 80\nevaluate\n", ["--keep-going"]),
        ("aside", data + "train 40\nsave a.pollard\nhistory\ntrain 40\nsave a.pollard\n"
         "evaluate\nassert accuracy>=10%\n", []),
    ]:
        folder.write(name + ".pollard", text)
        words = ["sweep", name + ".pollard", "n=48", *options]
        begin = time.monotonic()
        wanted, output = folder.run(*words, "--into", name + "-whole")
        whole = time.monotonic() - begin
        for blow in [signal.SIGKILL, signal.SIGINT, signal.SIGKILL]:
            process = folder.start(*words, "--into", name)
            time.sleep(0.4 * whole)
            process.send_signal(blow)
            process.communicate(timeout=60)
            # Again at once, while what was cut is taken up.
            process = folder.start(*words, "--into", name)
            time.sleep(0.1)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
        code, output = folder.run(*words, "--into", name)
        expect(code == wanted, f"{name}: {code} for {wanted} {output}")
        expect(folder.rows(name) == folder.rows(name + "-whole"), f"{name}: the tables differ")


def exit_codes_of_scripts_are_their_own(folder):
    folder.write("q.pollard", "param n=0\ndata moons train=100 test=50\nnetwork mlp 4\nquit $n\n")
    code, output = folder.run("sweep", "q.pollard", "n=0,74,130,75,3,5")
    rows = folder.rows("q.pollard.sweep")
    expect(code == 65, output)
    expect([row["exit"] for row in rows] == ["0", "74", "130", "75", "3", "5"], rows)
    folder.write("l.pollard", "param s=a\ndata moons train=100 test=50\nlog $s\n")
    code, output = folder.run("sweep", "l.pollard", "s=a/b,a")
    expect([row["exit"] for row in folder.rows("l.pollard.sweep")] == ["74", "0"], output)
    # A retry that is killed is no answer.
    folder.write("r.pollard", "param n=4\ndata spirals train=4000 test=100\nnetwork mlp $n $n\n"
                 "train 150\nevaluate\nassert accuracy>=100%\n")
    code, output = folder.run("sweep", "r.pollard", "n=4")
    expect(code == 65, output)
    process = folder.start("sweep", "r.pollard", "n=4", "--retry")
    while not children(process):
        time.sleep(0.01)
    time.sleep(0.2)
    os.kill(children(process)[0], signal.SIGKILL)
    process.communicate(timeout=60)
    log = folder.read("r.pollard.sweep/.points/n=4/log")
    expect(log.count("> param") + log.count("# goes on at") == 3, log.count("> param"))
    # The seed of a session's header, and points whose names would meet.
    folder.write("h.pollard", "#! pollard session 1\n#! seed: 7\n> param n=4\n> data moons train=50\n"
                 "> network mlp $n\n")
    code, output = folder.run("sweep", "h.pollard", "n=4,4.pollard")
    expect([row["seed"] for row in folder.rows("h.pollard.sweep")] == ["7", "7"], output)
    expect(os.path.isfile(folder / "h.pollard.sweep/n=4.pollard"), "the session of a point")


def a_script_that_changes_ends_the_sweep(folder):
    folder.write("s.pollard", "param n=4\ndata spirals train=4000 test=100\nnetwork mlp $n $n\n"
                 "train 60\nevaluate\n")
    process = folder.start("sweep", "s.pollard", "n=4..7", "--jobs", "1")
    while not os.path.exists(folder / "s.pollard.sweep/.points/n=4/log"):
        time.sleep(0.01)
    folder.write("s.pollard", folder.read("s.pollard") + "flops\n")
    output, _ = process.communicate(timeout=60)
    expect(process.returncode == 65 and output.count("has changed") == 1, output)
    code, output = folder.run("sweep", "s.pollard", "n=4..7")
    expect(code == 0 and len(folder.rows("s.pollard.sweep")) == 4, output)


def two_sweeps_share_a_folder(folder):
    folder.write("s.pollard", SCRIPT)
    words = ["sweep", "s.pollard", "width=8,16", "seed=1..3", "--jobs", "1", "--threads", "1"]
    both = [folder.start(*words), folder.start(*words)]
    for process in both:
        output, _ = process.communicate(timeout=300)
        expect(process.returncode == 0, output)
    expect(len(folder.rows("s.pollard.sweep")) == 6, "rows")
    for row in folder.rows("s.pollard.sweep"):
        name = row["session"].removesuffix(".pollard")
        log = folder.read(f"s.pollard.sweep/.points/{name}/log")
        expect(log.count("> data") == 1, f"{name} ran {log.count('> data')} times")


def a_failed_point_stops_no_other(folder):
    folder.write("f.pollard", "param n=8\ndata moons train=100 test=50\nnetwork mlp $n\nflops\n")
    words = ["sweep", "f.pollard", "n=4,0,8"]
    code, output = folder.run(*words)
    expect(code == 65 and "n=0: failed with 65" in output and "1 failed" in output, output)
    rows = folder.rows("f.pollard.sweep")
    expect([row["exit"] for row in rows] == ["0", "65", "0"], rows)
    log = folder / "f.pollard.sweep/.points/n=0/log"
    size = os.path.getsize(log)
    code, output = folder.run(*words)
    expect(code == 65 and os.path.getsize(log) == size, "it was tried again unasked")
    code, output = folder.run(*words, "--retry")
    expect(code == 65 and os.path.getsize(log) > size, "it was not tried again")
    # The script is mended: its points run anew.
    folder.write("f.pollard", "param n=8\ndata moons train=100 test=50\nnetwork mlp 8\nflops\n")
    code, output = folder.run("sweep", "f.pollard", "n=4,0,8")
    expect(code == 64 and "never uses" in output, output)


def claims_are_kept_and_taken_over(folder):
    folder.write("c.pollard", "param n=8\ndata moons train=100 test=50\nnetwork mlp $n\nflops\n")
    place = "c.pollard.sweep/.points/n=4"
    words = ["sweep", "c.pollard", "n=4", "--point", "1"]
    with subprocess.Popen(["sleep", "100"]) as other:
        code, _ = folder.run("sweep", "c.pollard", "n=5")
        expect(code == 0, "the first sweep")
        own = json.dumps({"host": "elsewhere", "process": other.pid, "began": "1"})
        folder.write(place + "/claim", own)
        code, output = folder.run(*words)
        expect(code == 75, f"a claim of a moment ago on another machine: {code} {output}")
        os.utime(folder / (place + "/claim"), (time.time() - 61, time.time() - 61))
        code, output = folder.run(*words)
        expect(code == 0, f"a claim that is silent for 61 s: {code} {output}")
        other.kill()
    expect(not os.path.exists(folder / (place + "/claim")), "the claim stays")
    expect([row["n"] for row in folder.rows("c.pollard.sweep")] == ["4", "5"], "both points")


def paths_begin_where_they_should(folder):
    folder.write("in/data.csv", "x,y,label\n" + "1,2,a\n2,1,b\n3,1,a\n1,3,b\n" * 10)
    folder.write("in/p.pollard", """param n=8
data csv data.csv label=label
network mlp $n
train 1
evaluate
export table.csv
save run.pollard
""")
    folder.write("points.csv", "n,seed\n4,1\n8,2\n")
    code, output = folder.run("sweep", "in/p.pollard", "n,seed=@points.csv", "--into", "out")
    expect(code == 0 and "--trust" in output, output)
    for name in ["n=4,seed=1", "n=8,seed=2"]:
        for file in ["table.csv", "run.pollard", "run.safetensors"]:
            expect(os.path.exists(folder / f"out/{name}/{file}"), f"{name}/{file}")
        expect(os.path.exists(folder / f"out/{name}.safetensors"), "weights beside the session")
        text = folder.read(f"out/{name}.pollard")
        expect("../in/data.csv" in text and f'"{name}/table.csv"' in text, text)
        code, output = folder.run("check", f"out/{name}.pollard")
        expect(code != 0, "a session that reads outside its folder")
        code, output = folder.run("check", "--trust", f"out/{name}.pollard")
        expect(code == 0, output)
    expect(not os.path.exists(folder / "in/table.csv"), "written beside the script")


def bad_sweeps_are_refused(folder):
    folder.write("b.pollard", "param n=8\ndata moons train=100 test=50\nnetwork mlp $n\n")
    folder.write("u.pollard", "network mlp $n $m\n")
    folder.write("twice.csv", "n\n4\n4\n")
    for words, said in [
        (["b.pollard", "n=1..5:0"], "step"), (["b.pollard", "n=5..1"], "empty"),
        (["b.pollard", "m=1"], "never uses"), (["b.pollard", "n=1..10001"], "10000"),
        (["b.pollard", "n=1..200", "seed=1..51"], "10000"), (["b.pollard", "n=4,4"], "twice"),
        (["b.pollard", "n=4", "n=5"], "twice"), (["u.pollard", "n=4"], "nothing gives"),
        (["b.pollard", "n=@twice.csv"], "repeats"), (["b.pollard", "m=@twice.csv"], "no column"),
        (["b.pollard", "seed=a,b"], "seed"), (["b.pollard", "n=4", "--keep", "loss"], "already"),
        (["b.pollard"], "values"), ([], "script"), (["b.pollard", "n=4", "--jobs", "0"], "--jobs"),
    ]:
        code, output = folder.run("sweep", *words)
        expect(code == 64 and said in output, f"{words}: {code} {output}")
    # The session of a run is named on the shell line as any other, and seeds that do nothing are told.
    folder.write("e.pollard", "param n=4\nseed 9\ndata moons train=100 test=50\nnetwork mlp $n\n")
    code, output = folder.run("sweep", "e.pollard", "n=4", "seed=1..2")
    expect(code == 0 and "replaces seed=" in output, output)
    os.chdir(folder / "e.pollard.sweep")
    found = subprocess.run([PROGRAM, "check", "n=4,seed=1.pollard"], capture_output=True, text=True)
    expect(found.returncode == 0 and "identical" in found.stdout, found.stderr)
    os.chdir("/")
    for words in [["none.pollard", "n=4"], ["b.pollard", "n=@none.csv"]]:
        code, output = folder.run("sweep", *words)
        expect(code == 66, f"{words} {code} {output}")
    code, output = folder.run("b.pollard", "--into", "x")
    expect(code == 64, output)
    folder.write("mine/notes.txt", "mine")
    code, output = folder.run("sweep", "b.pollard", "n=4", "--into", "mine")
    expect(code == 74 and os.listdir(folder / "mine") == ["notes.txt"], output)
    code, output = folder.run("sweep", "b.pollard", "n=4,8", "--dry-run")
    expect(code == 0 and "2 points" in output, output)
    expect(not os.path.exists(folder / "b.pollard.sweep"), "a dry run makes no folder")


def jobs_of_slurm_are_written(folder):
    """Submitted to a stand-in that runs the tasks one after the other; the real one is for
    Tests/Slurm."""
    folder.write("stand-in-for-slurm/sbatch", """#!/bin/bash
for word; do script=$word; done
tasks=$(sed -n 's/^#SBATCH --array=1-\\([0-9]*\\).*/\\1/p' "$script")
for ((SLURM_ARRAY_TASK_ID = 1; SLURM_ARRAY_TASK_ID <= tasks; SLURM_ARRAY_TASK_ID++)); do
  export SLURM_ARRAY_TASK_ID
  bash "$script" >/dev/null 2>&1
done
echo 7
""")
    os.chmod(folder / "stand-in-for-slurm/sbatch", 0o755)
    folder.write("j.pollard", "param n=8\ndata moons train=100 test=50\nnetwork mlp $n\nevaluate\n")
    words = ["sweep", "j.pollard", "n=4,8", "seed=1..2"]
    code, output = folder.run(*words, "--into", "local")
    expect(code == 0, output)
    words += ["--into", "it's a \"folder\"", "--engine", "slurm"]
    code, output = folder.run(*words, "--dry-run")
    expect(code == 0 and "#SBATCH --array=1-4\n" in output, output)
    path = os.environ["PATH"]
    if not os.path.exists("/usr/bin/sbatch"):
        code, output = folder.run(*words)
        expect(code == 65 and "sbatch" in output and "--dry-run" in output, output)
    os.environ["PATH"] = folder / "stand-in-for-slurm" + ":" + path
    code, output = folder.run(*words)
    os.environ["PATH"] = path
    expect(code == 0 and "job 7 of Slurm has 4 points" in output, output)
    expect(folder.rows("it's a \"folder\"") == folder.rows("local"), "the tables differ")
    code, output = folder.run(*words)
    expect(code == 0 and "all points are done" in output, output)


def tells_in_json(folder):
    folder.write("j.pollard", "param n=8\ndata moons train=100 test=50\nnetwork mlp $n\nevaluate\n")
    code, output = folder.run("sweep", "j.pollard", "n=4,8", "--format", "json", "--keep", "count")
    rows = [json.loads(line) for line in output.splitlines()]
    expect(code == 0 and {row["parameters"]["n"] for row in rows} == {"4", "8"}, output)
    expect(all(row["exit"] == 0 and row["kept"] == {"count": 50} for row in rows), output)


TESTS = [
    goes_on_after_kills,
    odd_scripts_go_on,
    exit_codes_of_scripts_are_their_own,
    a_script_that_changes_ends_the_sweep,
    two_sweeps_share_a_folder,
    a_failed_point_stops_no_other,
    claims_are_kept_and_taken_over,
    paths_begin_where_they_should,
    bad_sweeps_are_refused,
    jobs_of_slurm_are_written,
    tells_in_json,
]


if __name__ == "__main__":
    cases.run("sweep_test", TESTS, (AssertionError, subprocess.TimeoutExpired, OSError), Folder)
