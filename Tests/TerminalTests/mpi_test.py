#!/usr/bin/env python3
"""Sweeps over the ranks of an MPI job: the table of one process, whatever dies on the way.

usage: mpi_test.py PATH-OF-POLLARD

Needs mpiexec of Open MPI and the shim beside the program (./dev setup mpi); says so and ends with 0
where they are missing.
"""

import csv
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


if __name__ == "__main__":
    main()
