#!/usr/bin/env python3
"""The step that `benchmark ranks` predicts for a link, beside the one that two ranks take over it.

usage: links_test.py PATH-OF-POLLARD [--rounds N]

Each rank runs in a network namespace of its own on this machine, with one thread; a pair of veth
joins them, and tbf lets through so many Mb/s each way. Their latency is measured, not shaped.
Needs the right to make namespaces (CAP_NET_ADMIN, CAP_SYS_ADMIN), ip and tc, mpiexec of Open MPI,
and the shim beside the program (./dev setup mpi); where they are missing it says so and ends with
66. Prints a row for each network and link; fails where the median of |predicted / measured − 1| is
over 15 %, or one is over 40 %.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ".build/debug/pollard"
ROUNDS = sys.argv[sys.argv.index("--rounds") + 1] if "--rounds" in sys.argv else "20"

# Addresses for measurements between networks (RFC 2544), names of the namespaces as well, as
# mpiexec asks for hosts by name.
HOSTS = ["198.18.77.1", "198.18.77.2"]
DEVICES = ["pollard0", "pollard1"]

NETWORKS = {
    "convnet": ["network convnet"],
    "resnet20": ["network resnet20"],
    "resnet20, gates": ["network resnet20", "prune consensus target=50% of=macs"],
}
RATES = [1000, 300, 100]


def run(*words, **options):
    return subprocess.run(words, capture_output=True, text=True, **options)


def missing():
    """What there is not, in words."""
    for tool in ["ip", "tc", "mpiexec"]:
        if not shutil.which(tool):
            return f"{tool} is not installed"
    if not os.path.exists(os.path.join(os.path.dirname(PROGRAM), "libpollard-mpi.so")):
        return "the shim of MPI is not built"
    close()
    if run("ip", "netns", "add", HOSTS[0]).returncode:
        return "network namespaces cannot be made here (CAP_NET_ADMIN)"
    return None


def open_link():
    def must(*words):
        found = run(*words)
        if found.returncode:
            close()
            print(f"links_test: {' '.join(words)}: {found.stderr.strip()}; nothing was tested")
            sys.exit(66)

    must("ip", "netns", "add", HOSTS[1])
    must("ip", "link", "add", DEVICES[0], "type", "veth", "peer", "name", DEVICES[1])
    for host, device in zip(HOSTS, DEVICES):
        must("ip", "link", "set", device, "netns", host)
        must("ip", "-n", host, "addr", "add", f"{host}/24", "dev", device)
        must("ip", "-n", host, "link", "set", device, "up")
        must("ip", "-n", host, "link", "set", "lo", "up")


def shape(rate):
    """So many Mb/s each way, with room for what waits: nothing is dropped."""
    for host, device in zip(HOSTS, DEVICES):
        subprocess.run(
            ["ip", "netns", "exec", host, "tc", "qdisc", "replace", "dev", device, "root", "tbf",
             "rate", f"{rate}mbit", "burst", "256kb", "latency", "3s"], check=True)


def close():
    for host in HOSTS:
        run("ip", "netns", "del", host)


def measured(folder, agent, lines, rate):
    script = os.path.join(folder, "link.pollard")
    with open(script, "w") as file:
        file.write("\n".join(["data fashion-mnist train=1000", *lines,
                              f"benchmark ranks link={rate / 1000} rounds={ROUNDS}", ""]))
    environment = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
                       XDG_STATE_HOME=folder)
    found = run(
        "ip", "netns", "exec", HOSTS[0], "mpiexec", "--bind-to", "none", "-n", "2",
        "--host", ",".join(HOSTS), "--mca", "plm_rsh_agent", agent, "--mca", "btl", "tcp,self",
        PROGRAM, "--threads", "1", "--format", "json", script, env=environment,
        stdin=subprocess.DEVNULL, timeout=600)
    if found.returncode:
        print("links_test: FAILED", found.stdout[-2000:], found.stderr[-2000:])
        close()
        sys.exit(1)
    return json.loads(found.stdout.strip().split("\n")[-1])["report"]


def main():
    reason = missing()
    if reason:
        print(f"links_test: {reason}; nothing was tested")
        sys.exit(66)
    open_link()
    errors = []
    print("| network | Mb/s | MB a step | computing | predicted | measured | "
          "predicted / measured |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    try:
        with tempfile.TemporaryDirectory() as folder:
            agent = os.path.join(folder, "agent")
            with open(agent, "w") as file:
                # As ssh does: a host, then words for its shell.
                file.write('#!/bin/sh\nhost=$1\nshift\nexec ip netns exec "$host" sh -c "$*"\n')
            os.chmod(agent, 0o755)
            for name, lines in NETWORKS.items():
                for rate in RATES:
                    shape(rate)
                    report = measured(folder, agent, lines, rate)
                    row = next(row for row in report["ranks"] if row["ranks"] == 2)
                    predicted = row["links"][0]["step_seconds"]
                    step = report["measured"]["step_seconds"]
                    errors.append(abs(predicted / step - 1))
                    print(f"| {name} | {rate:,} | {row['bytes_received'] / 1e6:.1f} | "
                          f"{row['computing_seconds'] * 1e3:.0f} ms | {predicted * 1e3:.0f} ms | "
                          f"{step * 1e3:.0f} ms | {predicted / step:.2f} |", flush=True)
    finally:
        close()
    middle, most = statistics.median(errors), max(errors)
    print(f"links_test: |predicted / measured − 1|: median {middle:.0%}, most {most:.0%}")
    if middle > 0.15 or most > 0.4:
        print("links_test: FAILED")
        sys.exit(1)


if __name__ == "__main__":
    main()
