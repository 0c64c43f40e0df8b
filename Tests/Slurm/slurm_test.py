#!/usr/bin/env python3
"""A sweep as a job array of Slurm, on this machine: the table of one that ran here, also after the
job was cancelled half way.

usage: slurm_test.py PATH-OF-POLLARD

Needs root, and Debian's slurm-wlm and munge; starts both on ports of its own and ends what it
started. Where they do not start it says so and ends with 66: sweep_test.py has a stand-in.
"""

import csv
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ".build/debug/pollard"

SCRIPT = """param width=8
data spirals train=4000 test=500 seed=7
network mlp $width $width
train 60
evaluate
"""

CONFIGURATION = """ClusterName=trial
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SchedulerType=sched/backfill
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
NodeName={host} NodeAddr=127.0.0.1 CPUs={processors} State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def run(*words, **options):
    return subprocess.run(words, capture_output=True, text=True, stdin=subprocess.DEVNULL, **options)


def rows(path):
    with open(path) as file:
        return [{k: v for k, v in row.items() if k != "seconds"} for row in csv.DictReader(file)]


class Slurm:
    """Its daemons, for as long as the test runs."""

    def __init__(self, folder):
        self.folder = folder
        self.munge = None
        for name in ["state", "spool"]:
            os.mkdir(os.path.join(folder, name))
        host = socket.gethostname().split(".")[0]
        path = os.path.join(folder, "slurm.conf")
        with open(path, "w") as file:
            file.write(CONFIGURATION.format(
                host=host, folder=folder, processors=len(os.sched_getaffinity(0))))
        os.environ["SLURM_CONF"] = path

    def start(self):
        """Why it does not run; None if it does."""
        if os.geteuid() != 0:
            return "only root starts it"
        for name in ["munged", "slurmctld", "slurmd", "sbatch"]:
            if not shutil.which(name):
                return f"there is no {name}"
        if run("munge", "-n").returncode != 0:
            for place in ["/run/munge", "/var/lib/munge", "/var/log/munge"]:
                os.makedirs(place, exist_ok=True)
                shutil.chown(place, "munge", "munge")
            self.munge = run("runuser", "-u", "munge", "--", "munged")
            if self.munge.returncode != 0:
                return "munged: " + self.munge.stderr.strip()
        for name in ["slurmctld", "slurmd"]:
            started = run(name, "-f", os.environ["SLURM_CONF"])
            if started.returncode != 0:
                return f"{name}: {started.stderr.strip()}"
        for _ in range(100):
            if run("sinfo", "-h", "-t", "idle", "-o", "%D").stdout.strip() == "1":
                return None
            time.sleep(0.2)
        return "its node does not come up: " + run("sinfo", "-l").stdout

    def stop(self):
        run("scancel", "--user", "root")
        run("scontrol", "shutdown")
        for name in ["slurmctld", "slurmd"]:
            try:
                with open(os.path.join(self.folder, name + ".pid")) as file:
                    os.kill(int(file.read()), 15)
            except (OSError, ValueError):
                pass
        if self.munge:
            run("pkill", "-x", "munged")


def wait():
    for _ in range(600):
        if not run("squeue", "-h").stdout.strip():
            return
        time.sleep(0.2)
    raise AssertionError("the job does not end: " + run("squeue").stdout)


def check(folder):
    with open(folder + "/s.pollard", "w") as file:
        file.write(SCRIPT)
    words = [PROGRAM, "sweep", "s.pollard", "width=16,24", "seed=1..3"]
    answer = run(*words, "--into", "local", cwd=folder)
    expect(answer.returncode == 0, answer.stdout)
    words += ["--into", "array", "--engine", "slurm"]
    answer = run(*words, cwd=folder)
    expect(answer.returncode == 0 and "6 points" in answer.stdout, answer.stdout + answer.stderr)
    job = answer.stdout.split()[1]
    while run("squeue", "-h", "-t", "running").stdout.count("\n") == 0:
        time.sleep(0.1)
    time.sleep(1.5)
    run("scancel", job)
    wait()
    ended = len(rows(folder + "/array/runs.csv")) if os.path.exists(folder + "/array/runs.csv") else 0
    print(f"slurm_test: cancelled with {ended} of 6 points done")
    answer = run(*words, cwd=folder)
    expect(answer.returncode == 0, answer.stdout + answer.stderr)
    wait()
    expect(rows(folder + "/array/runs.csv") == rows(folder + "/local/runs.csv"), "the tables differ")
    answer = run(PROGRAM, "-e", "runs array by=width", cwd=folder)
    expect(answer.returncode == 0 and "6 runs" in answer.stdout, answer.stdout)


def main():
    with tempfile.TemporaryDirectory() as folder:
        slurm = Slurm(folder)
        try:
            problem = slurm.start()
            if problem:
                print("slurm_test: Slurm cannot be started here, nothing was tested:", problem)
                sys.exit(66)
            check(folder)
            print("slurm_test: ok")
        finally:
            slurm.stop()


if __name__ == "__main__":
    main()
