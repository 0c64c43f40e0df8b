#!/usr/bin/env python3
"""One training over the ranks of an MPI job has the digits of one process; a sweep over ranks has
its table, whatever dies on the way.

usage: mpi_test.py PATH-OF-POLLARD

Needs mpiexec of Open MPI and the shim beside the program (./dev setup mpi); says so and ends with 0
where they are missing.
"""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ".build/debug/pollard"

SCRIPT = """param width=8
data spirals train=4000 test=500 seed=7
network mlp $width $width
train 40
evaluate
"""


# Every sum over images: batch norm, biases, weights in blocks, slices and one accumulator, gates
# with retirement, freeze and projection, losses; dropout; a last batch of less than one block.
TRAINING = """data fashion-mnist train=300 test=50 batch=96
network new as=mixed
add conv 8 5x5 pad=2
add batchnorm
add gelu
add conv 12 3x3 pad=1
add conv 16 3x3 pad=1
add maxpool 2
add depthwise 3x3 pad=1 bias=off
add conv 64 1x1
add silu
add conv 64 1x1
add dropout 0.3
add conv 16 3x3 pad=1 groups=4 stride=2
add batchnorm
add leakyrelu
add depthwise 3x3 pad=1
add conv 32 3x3 pad=1
add relu
add conv 12 1x1
add avgpool 7
add flatten
add linear 24
add sigmoid
add dropout 0.2
add linear 10
optimizer adam lr=0.002
train 2
evaluate
network resnet20 width=0.25 as=res
prune consensus target=50% of=macs
train 3
compact as=small
evaluate
data moons train=65 test=40 batch=65
network new as=single
add linear 20
add batchnorm
add relu
add linear 12 name=wide
add relu
add linear 2
gate attach wide
train 2
data shapes train=100 test=40 batch=80
task reconstruct
network new as=autoencoder
add conv 8 3x3 pad=1
add batchnorm
add relu
add flatten
add linear 32
add linear 256
train 1
evaluate
save out.pollard
"""


def expect(condition, message):
    if not condition:
        print("mpi_test: FAILED", message)
        sys.exit(1)


def rows(path):
    with open(path) as file:
        return [{k: v for k, v in row.items() if k != "seconds"} for row in csv.DictReader(file)]


def children(process):
    found = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True)
    return [int(word) for word in found.stdout.split()]


def digits(folder):
    """What is compared of a session, and its weights behind their header."""
    with open(folder + "/out.pollard") as file:
        lines = [line for line in file if line[0] != "~" and not line.startswith("#! threads")]
    with open(folder + "/out.safetensors", "rb") as file:
        weights = file.read()
    return lines, weights[8 + int.from_bytes(weights[:8], "little"):]


def training(folder, environment):
    with open(folder + "/train.pollard", "w") as file:
        file.write(TRAINING)

    def start(ranks, words, folder, threads=1):
        prefix = ["mpiexec", "-n", str(ranks)] if ranks > 1 else []
        os.makedirs(folder, exist_ok=True)
        return subprocess.Popen(
            prefix + [PROGRAM, "--threads", str(threads), *words], cwd=folder, env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    outputs = {}
    for ranks in [1, 2, 3, 5]:
        place = f"{folder}/train{ranks}"
        process = start(ranks, ["../train.pollard"], place, threads=2 if ranks == 3 else 1)
        output, errors = process.communicate(timeout=300)
        expect(process.returncode == 0, errors)
        outputs[ranks] = digits(place)
        expect(outputs[ranks] == outputs[1], f"a training on {ranks} ranks has other digits")
        expect(output.count("> train") == 4 and "\x1b" not in output, output)
        print(f"mpi_test: ok a training on {ranks} ranks")

    long = folder + "/long"
    os.makedirs(long)
    with open(long + "/long.pollard", "w") as file:
        file.write("set ranks-timeout=2\ndata moons train=4000 batch=64\nnetwork mlp 64 64\n"
                   "train 5000\n")
    # Too many ranks for a batch.
    process = start(5, ["long.pollard"], long)
    _, errors = process.communicate(timeout=60)
    expect(process.returncode == 65 and errors.count("mpiexec -n 4") == 1, errors)
    # A rank that hangs.
    process = start(3, ["long.pollard"], long)
    while "epoch" not in process.stderr.readline():
        expect(process.poll() is None, "the training ended")
    victim = children(process.pid)[2]
    os.kill(victim, signal.SIGSTOP)
    begin = time.monotonic()
    _, errors = process.communicate(timeout=60)
    taken = time.monotonic() - begin
    expect(process.returncode == 65 and errors.count("has sent nothing for 2 s") == 1, errors)
    kept = os.listdir(folder + "/state/pollard")
    expect([name for name in kept if name.endswith(".session")], f"no session is kept: {kept}")
    print(f"mpi_test: ok a rank that hangs ends all after {taken:.0f} s, and the session is kept")
    # A rank that is killed.
    process = start(3, ["long.pollard"], long)
    while "epoch" not in process.stderr.readline():
        expect(process.poll() is None, "the training ended")
    os.kill(children(process.pid)[1], signal.SIGKILL)
    _, errors = process.communicate(timeout=60)
    expect(process.returncode == 137, f"{process.returncode} {errors}")
    # One that has not the memory of the others says so.
    with open(long + "/short", "w") as file:
        file.write('#!/bin/bash\n[ "$OMPI_COMM_WORLD_RANK" = 1 ] && ulimit -v 1000000\n'
                   f'exec "{PROGRAM}" --threads 1 "$@"\n')
    os.chmod(long + "/short", 0o755)
    with open(long + "/wide.pollard", "w") as file:
        file.write("set ranks-timeout=20\ndata fashion-mnist train=2000 test=100 batch=1000\n"
                   "network resnet20\ntrain 1 batches\n")
    process = subprocess.run(
        ["mpiexec", "-n", "2", "./short", "wide.pollard"], cwd=long, env=environment,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    expect(process.returncode == 65, f"{process.returncode} {process.stderr}")
    expect(process.stderr.count("rank 1 has ended ‘train 1 batches’") == 1
           and "GB" in process.stderr, process.stderr)
    print("mpi_test: ok a rank that lacks the memory is named, and why")
    # A benchmark, and one of which a rank alone is interrupted.
    with open(long + "/benchmark.pollard", "w") as file:
        file.write("network lenet5 input=1x28x28 classes=10\nbenchmark ranks batch=64 rounds=3\n")
    process = start(2, ["--format", "json", "benchmark.pollard"], long)
    output, errors = process.communicate(timeout=60)
    expect(process.returncode == 0, errors)
    measured = json.loads(output.strip().split("\n")[-1])["report"]["measured"]
    expect(measured["ranks"] == 2 and measured["exchanging_seconds"] > 0, measured)
    with open(long + "/benchmark.pollard", "a") as file:
        file.write("benchmark ranks batch=64 rounds=1000\n")
    process = start(2, ["benchmark.pollard"], long)
    while "rounds=1000" not in process.stdout.readline():
        expect(process.poll() is None, "the benchmark ended")
    os.kill(children(process.pid)[1], signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    expect(process.returncode == 130 and "MPI_ERR" not in errors,
           f"{process.returncode} {errors}")
    print("mpi_test: ok a benchmark on two ranks, whole and interrupted")
    # One that runs something else.
    process = subprocess.run(
        ["mpiexec", "-n", "1", PROGRAM, "long.pollard", "a=1",
         ":", "-n", "1", PROGRAM, "long.pollard", "a=2"],
        cwd=long, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=60)
    expect(process.returncode == 65, process.stderr)
    expect(process.stderr.count("rank 1 disagrees with rank 0") == 1, process.stderr)
    print("mpi_test: ok a rank that is killed, and one that runs something else")


def main():
    if not shutil.which("mpiexec"):
        print("mpi_test: mpiexec is not installed, nothing was tested")
        return
    if not os.path.exists(os.path.join(os.path.dirname(PROGRAM), "libpollard-mpi.so")):
        print("mpi_test: the shim of MPI is not built, nothing was tested")
        return
    environment = dict(os.environ, OMPI_MCA_rmaps_base_oversubscribe="1",
                       OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
    with tempfile.TemporaryDirectory() as folder:
        environment["XDG_STATE_HOME"] = folder + "/state"
        with open(folder + "/s.pollard", "w") as file:
            file.write(SCRIPT)
        words = [PROGRAM, "sweep", "s.pollard", "width=16,24", "seed=1..3"]

        def start(ranks, into):
            return subprocess.Popen(
                ["mpiexec", "-n", str(ranks), *words, "--into", into, "--engine", "mpi"],
                cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True)

        subprocess.run([*words, "--into", "alone"], cwd=folder, check=True, capture_output=True)
        whole = rows(folder + "/alone/runs.csv")
        for ranks in [1, 2, 3]:
            process = start(ranks, f"ranks{ranks}")
            output, _ = process.communicate(timeout=120)
            expect(process.returncode == 0, output)
            expect(output.count("6 of 6 points done") == 1, output)
            expect(rows(f"{folder}/ranks{ranks}/runs.csv") == whole, f"the table of {ranks} ranks")
            print(f"mpi_test: ok {ranks} ranks")
        # A run that is killed is dealt again; a rank that is killed ends the job.
        for victim in ["run", "rank"]:
            process = start(2, "killed")
            while not any(children(rank) for rank in children(process.pid)):
                expect(process.poll() is None, "no run was started")
                time.sleep(0.02)
            ranks = children(process.pid)
            if victim == "run":
                os.kill(next(run for rank in ranks for run in children(rank)), signal.SIGKILL)
                time.sleep(0.3)
            os.kill(ranks[1], signal.SIGKILL)
            output, _ = process.communicate(timeout=60)
            expect(process.returncode == 137, f"{process.returncode}: {output}")
        process = start(2, "killed")
        output, _ = process.communicate(timeout=120)
        expect(process.returncode == 0 and rows(folder + "/killed/runs.csv") == whole, output)
        print("mpi_test: ok goes on after a run and ranks were killed")
        process = subprocess.run(
            ["mpiexec", "-n", "2", PROGRAM, "sweep", "s.pollard", "width=2..1", "--engine", "mpi"],
            cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        expect(process.returncode == 64, process.stderr)
        expect(process.stderr.count("is empty") == 1, process.stderr)
        print("mpi_test: ok one error")
        training(folder, environment)


if __name__ == "__main__":
    main()
