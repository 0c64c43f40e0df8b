"""What the benchmarks share: a live pollard, and words about the machine."""

import argparse
import json
import os
import subprocess
import sys


class Side:
    """A program that answers one line with one line of JSON."""

    def __init__(self, command, stderr=None):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True,
            bufsize=1)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"no answer to ‘{line}’")
        return json.loads(answer)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Pollard(Side):
    """A live pollard; an answer is the command's report."""

    def __init__(self, options):
        if not (os.path.isfile(options.program) and os.access(options.program, os.X_OK)):
            sys.exit(f"there is no program ‘{options.program}’; a build of pollard is one")
        level = ["--instructions", options.level] if options.level else []
        super().__init__([options.program, "--format", "json", "--quiet",
                          "--threads", str(options.threads), *level])

    def ask(self, line):
        answer = super().ask(line)
        if not answer.get("ok"):
            sys.exit(f"‘{line}’: {answer.get('error', {}).get('message', 'failed')}")
        return answer["report"]


def parser(description):
    """Options that every benchmark takes."""
    result = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    result.add_argument("--program", default=".build/release/pollard", help="the pollard program")
    result.add_argument("--threads", type=int, default=2, help="threads (2)")
    result.add_argument("--level", help="instructions of all sides: avx2 where there are more")
    result.add_argument("--rounds", type=int, default=5, help="rounds that take all in turn (5)")
    return result


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo")
                  if line.startswith("model name")), "unknown processor")
    return f"{model}, {os.cpu_count()} cores"


def load():
    return " ".join(open("/proc/loadavg").read().split()[:3])
