"""What the hostile scripts share: the program, a prompt under a pseudo-terminal, folders that go away."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import pexpect

PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ".build/release/pollard"
PROMPT = "pollard> "
QUESTION = "restore it? [Y/n/d(iscard)] "
RANDOM = random.Random(7)


class Folder:
    """A new folder, also the home of what runs in it."""

    def __init__(self, parent=None):
        self.path = tempfile.mkdtemp(prefix="pollard-hostile-", dir=parent)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def __truediv__(self, name):
        return os.path.join(self.path, name)

    def names(self):
        return sorted(os.listdir(self.path))

    def write(self, name, text):
        path = self / name
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path

    def read(self, name):
        with open(self / name, "rb") as file:
            return file.read()

    def tree(self):
        """Every file with its contents, links as what they name."""
        found = {}
        for place, folders, files in os.walk(self.path):
            for name in folders + files:
                path = os.path.join(place, name)
                if os.path.islink(path):
                    found[path] = os.readlink(path)
                elif os.path.isfile(path):
                    with open(path, "rb") as file:
                        found[path] = file.read()
                else:
                    found[path] = None
        return found


def environment(folder, **more):
    values = {
        "PATH": "/usr/bin:/bin", "HOME": folder, "TERM": "xterm", "INPUTRC": "/dev/null",
        "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "PAGER": "", "XDG_STATE_HOME": folder + "/state",
        "XDG_CONFIG_HOME": folder + "/config", "XDG_CACHE_HOME": folder + "/cache",
    }
    values.update(more)
    return values


def run(arguments, folder, text=None, timeout=900, before=None, **more):
    """Runs the program to its end."""
    return subprocess.run(
        [PROGRAM] + arguments, cwd=folder, env=environment(folder, **more), input=text,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout, preexec_fn=before,
        stdin=None if text is not None else subprocess.DEVNULL)


def lines(*typed):
    return [word for line in typed for word in ("-e", line)]


# A process begins with the peak of the one that started it, so a small one starts it.
STARTER = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss)
"""


def peak(arguments, folder):
    """Exit code, last words, peak memory in MB and seconds of a run of its own."""
    start = time.monotonic()
    result = subprocess.run(
        [sys.executable, "-S", "-c", STARTER, PROGRAM] + arguments, cwd=folder,
        env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    code, memory = result.stdout.split()
    words = result.stderr.decode("utf-8", "replace")
    return int(code), words, int(memory) / 1024, time.monotonic() - start


class Prompt:
    """A prompt in a folder; its standard error goes to the file `err` there."""

    def __init__(self, folder, prompt=PROMPT, **more):
        self.folder = folder
        self.child = pexpect.spawn(
            "/bin/sh", ["-c", 'exec "$0" 2>>err', PROGRAM], env=environment(folder, **more),
            cwd=folder, encoding="utf-8", codec_errors="replace", timeout=300, dimensions=(24, 100))
        self.child.expect_exact(prompt)

    def line(self, text):
        self.child.sendline(text)
        self.child.expect_exact(PROMPT)
        return self.child.before

    def start(self, text):
        """Types a line that takes long."""
        self.child.sendline(text)
        self.child.expect_exact("\n")

    def kill(self):
        os.kill(self.child.pid, signal.SIGKILL)
        self.child.expect(pexpect.EOF)
        self.child.close()

    def leave(self):
        self.child.sendeof()
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus


class Failures:
    """Counts what held; the script ends with 1 if something did not."""

    def __init__(self):
        self.count = 0

    def expect(self, condition, text):
        if not condition:
            self.count += 1
            print("FAILED:", str(text)[:2000])
        return condition

    def end(self):
        sys.exit(1 if self.count else 0)
