#!/usr/bin/env python3
"""Drives the real prompt under a pseudo-terminal.

usage: prompt_test.py PATH-OF-POLLARD [TEST…]

Needs Python's pexpect; says so and ends with 0 where it is missing.
"""

import os
import re
import signal
import stat
import sys
import time

try:
    import pexpect
except ImportError:
    print("prompt_test: pexpect is not installed, nothing was tested")
    sys.exit(0)

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Support"))
import cases  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ".build/debug/pollard"
PROMPT = "pollard> "
QUESTION = "restore it? [Y/n/d(iscard)] "


class Session:
    """A prompt in a folder of its own."""

    def __init__(self, folder, columns=80, environment=None, prompt=PROMPT):
        self.folder = folder
        values = {
            "PATH": "/usr/bin:/bin",
            "HOME": folder,
            "TERM": "xterm",
            "INPUTRC": "/dev/null",
            "LC_ALL": "C.UTF-8",
            "NO_COLOR": "1",
            "PAGER": "",
            "XDG_STATE_HOME": folder + "/state",
            "XDG_CONFIG_HOME": folder + "/config",
        }
        values.update(environment or {})
        self.child = pexpect.spawn(
            PROGRAM, env=values, cwd=folder, encoding="utf-8", timeout=10, dimensions=(24, columns)
        )
        self.child.expect_exact(prompt)

    def kill(self):
        """Ends the program as nothing can be prepared for."""
        os.kill(self.child.pid, signal.SIGKILL)
        self.child.expect(pexpect.EOF)
        self.child.close()

    def kept(self):
        """The session that the program keeps for its restoring."""
        folder = self.folder + "/state/pollard/"
        names = [name for name in os.listdir(folder) if name == f"running-{self.child.pid}.session"]
        if not names:
            return ""
        with open(folder + names[0], "rb") as file:
            return file.read().decode("utf-8", "replace")

    def wait_until_kept(self, text):
        for _ in range(100):
            if text in self.kept():
                return
            time.sleep(0.1)
        raise AssertionError("not kept: " + text)

    def line(self, text):
        """Types a line and gives what was printed up to the next prompt."""
        self.child.sendline(text)
        self.child.expect_exact(PROMPT)
        return self.child.before

    def leave(self):
        self.child.sendeof()
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus


def expect(condition, text):
    if not condition:
        raise AssertionError(text)


def runs_lines(folder):
    session = Session(folder)
    expect("seed 7" in session.line("seed 7"), "a line runs")
    expect("seed  7" in session.line("sh seed"), "a prefix stands for its verb")
    expect("did you mean" in session.line("shwo"), "a mistake has a hint")
    expect(session.leave() == 0, "Ctrl-D leaves with 0")


def greets(folder):
    session = Session(folder)
    greeting = session.child.before.splitlines()[0]
    for word in ["‘tour’", "‘help’", "Tab", "Ctrl-D"]:
        expect(word in greeting, "the greeting names " + word)
    expect(len(greeting) <= 80, "the greeting fits a row")
    session.leave()


def completes(folder):
    open(folder + "/mine.pollard", "w").close()
    session = Session(folder)
    session.child.send("hist\t")
    session.child.expect_exact("history ")
    session.child.sendline("")
    session.child.expect_exact(PROMPT)
    session.child.send("open mi\t")
    session.child.expect_exact("mine.pollard")
    session.child.send("\x03")
    session.child.expect_exact(PROMPT)
    session.child.send("se\t\t")
    session.child.expect_exact("seed")
    session.child.expect_exact("sets the seed of every random number")
    session.child.send("\x03")
    session.child.expect_exact(PROMPT)
    session.child.send("help cons\t")
    session.child.expect_exact("help consensus ")
    session.child.send("\x03")
    session.child.expect_exact(PROMPT)
    session.child.send("help und\t")
    session.child.expect_exact("undo")
    session.child.send("\x03")
    session.child.expect_exact(PROMPT)
    expect(session.leave() == 0, "leaves")


def keeps_history(folder):
    session = Session(folder)
    session.line("seed 41")
    session.child.send("\x1b[A")
    session.child.expect_exact("seed 41")
    session.child.sendline("")
    session.child.expect_exact(PROMPT)
    session.leave()
    path = folder + "/state/pollard/history"
    expect(stat.S_IMODE(os.stat(path).st_mode) == 0o600, "the history is the owner's alone")
    again = Session(folder)
    again.child.send("\x12seed 4\r")
    again.child.expect_exact("\rseed 41\r\n")
    again.child.expect_exact(PROMPT)
    again.leave()


def remembers_what_ran(folder):
    """One entry for a command of several lines, none for what only the lesson read."""
    session = Session(folder)
    session.child.sendline("param \\")
    session.child.expect_exact("...> ")
    session.child.sendline("a=5")
    session.child.expect_exact(PROMPT)
    session.child.send("\x1b[A")
    session.child.expect_exact("param a=5")
    session.child.send("\r")
    session.child.expect_exact(PROMPT)
    expect("1    param a=5" in session.line("history"), "history can be typed back")
    session.line("nonsense")
    expect("4 !  nonsense" in session.line("history"), "what failed is marked in front")
    session.line("tour first-network")
    for line in ["hint", "data moons train=100 test=50", "skip", "layers", "7", "320"]:
        session.line(line)
    session.line("tour off")
    expect(session.leave() == 0, "leaves")
    with open(folder + "/state/pollard/history") as file:
        lines = file.read().splitlines()
    expect(lines == ["param a=5", "history", "nonsense", "history", "tour first-network",
                     "data moons train=100 test=50", "network mlp 16 16 as=first", "layers",
                     "tour off"], repr(lines))
    again = Session(folder)
    for line in reversed(lines[-4:]):
        again.child.send("\x1b[A")
        again.child.expect_exact(line)
    again.child.sendintr()
    again.child.expect_exact(PROMPT)
    expect(again.leave() == 0, "leaves")


def clears_at_interrupt(folder):
    session = Session(folder)
    session.child.send("seed 99")
    session.child.expect_exact("seed 99")
    session.child.sendintr()
    session.child.expect_exact("^C")
    expect("\r" not in session.child.before, "what was typed stays: " + repr(session.child.before))
    session.child.expect_exact(PROMPT)
    expect("seed  1" in session.line("show seed"), "the line was not run")
    session.child.sendintr()
    session.child.expect_exact(PROMPT)
    session.child.sendintr()
    session.child.expect_exact(PROMPT)
    expect("seed  1" in session.line("show seed"), "Ctrl-C at the prompt never leaves")
    expect(session.leave() == 0, "leaves")


def goes_on_behind_backslash(folder):
    session = Session(folder)
    session.child.sendline("param \\")
    session.child.expect_exact("...> ")
    session.child.sendline("a=5")
    session.child.expect_exact("a = 5")
    session.child.expect_exact(PROMPT)
    session.child.sendline("param \\")
    session.child.expect_exact("...> ")
    session.child.sendintr()
    session.child.expect_exact(PROMPT)
    expect("$a  5" in session.line("show a"), "Ctrl-C drops the lines so far")
    expect(session.leave() == 0, "leaves")


def quits_with_a_code(folder):
    session = Session(folder)
    session.child.sendline("quit 3")
    session.child.expect(pexpect.EOF)
    session.child.close()
    expect(session.child.exitstatus == 3, "quit 3 ends with 3")


def reads_the_start_up_file(folder):
    os.makedirs(folder + "/config/pollard")
    with open(folder + "/config/pollard/init.pollard", "w") as file:
        file.write("# mine\nseed 12\nnonsense\n")
    session = Session(folder)
    expect("init.pollard:3:1" in session.child.before, "its mistakes are shown with their place")
    expect("seed  12" in session.line("show seed"), "its lines run")
    session.leave()


def survives_resize_and_narrow_screens(folder):
    session = Session(folder, columns=40)
    shown = session.line("help")
    for line in shown.splitlines():
        expect(len(line) <= 40, "wider than the screen: " + line)
    session.child.setwinsize(30, 60)
    session.child.sendline("seed 3")
    session.child.expect_exact("\rseed 3\r\n")
    session.child.expect_exact(PROMPT)
    session.leave()


def edits_wide_characters(folder):
    session = Session(folder)
    session.child.send("param a=日本é\x7f")
    session.child.sendline("x")
    session.child.expect_exact("a = 日本x")
    session.child.expect_exact(PROMPT)
    session.leave()


def works_on_a_dumb_terminal(folder):
    session = Session(folder, environment={"TERM": "dumb"})
    shown = session.line("seed 3")
    expect("\x1b[3" not in shown, "no colour on a dumb terminal")
    session.leave()


def stops_training(folder):
    session = Session(folder)
    if "no command" in session.line("help train"):
        session.leave()
        return
    session.line("data moons train=4000 seed=7")
    session.line("network mlp 300 100")
    session.child.sendline("train 100000")
    session.child.expect("epoch")
    session.child.sendintr()
    start = time.monotonic()
    session.child.expect_exact(PROMPT)
    print("prompt_test: Ctrl-C stopped a training after %.3f s" % (time.monotonic() - start))
    expect("stop=" in session.line("history"), "what ran is recorded")
    expect("accuracy" in session.line("evaluate"), "the network is usable")
    expect(session.leave() == 0, "leaves")


def stops_other_work(folder):
    session = Session(folder)
    session.line("data shapes train=200 test=12000")
    session.line("network resnet56")
    for line in ["gate attach *", "evaluate", "gates", "what-if s1b1 off", "compact",
                 "benchmark batch=256 rounds=900"]:
        if line.startswith("gate "):
            session.line(line)
            continue
        session.child.sendline(line)
        session.child.expect_exact("\n")
        time.sleep(0.3)
        session.child.sendintr()
        start = time.monotonic()
        session.child.expect_exact("interrupted")
        session.child.expect_exact(PROMPT)
        print("prompt_test: Ctrl-C stopped %s after %.3f s" % (line, time.monotonic() - start))
    expect("conv1" in session.line("layers"), "the network is usable")
    expect(session.leave() == 0, "leaves")


def leads_through_a_lesson(folder):
    session = Session(folder)
    expect("step 1 of" in session.line("tour first-network"), "a lesson begins")
    expect("hint:" in session.line("nonsense"), "a wrong line gets a hint")
    expect("step 2 of" in session.line("data moons train=100 test=50"), "a right line goes on")
    expect("waits at step 2" in session.line("seed 3"), "other commands work in between")
    expect("> network mlp" in session.line("skip"), "skip types the line")
    session.line("layers")
    expect("is not it" in session.line("7"), "a wrong number gets a hint")
    expect("right" in session.line("320"), "a number is an answer")
    expect("begins it again" in session.line("tour off"), "it ends when told")
    expect("no command" in session.line("skip"), "then its words mean nothing")
    expect(session.leave() == 0, "leaves")


def no_interrupt_ends_the_prompt(folder):
    session = Session(folder)
    session.line("data moons train=4000 seed=7")
    session.line("network mlp 300 100")
    for _ in range(5):
        session.child.sendline("train 100000")
        session.child.expect("epoch")
        for _ in range(20):
            os.kill(session.child.pid, signal.SIGINT)
        session.child.expect_exact("everything that ran is kept")
        session.child.expect_exact(PROMPT)
    for _ in range(20):
        os.kill(session.child.pid, signal.SIGINT)
        time.sleep(0.01)
    session.child.sendline("history")
    session.child.expect_exact("stop=")
    session.child.expect_exact(PROMPT)
    expect(session.leave() == 0, "leaves")


def takes_pasted_lines(folder):
    session = Session(folder)
    session.child.send("\x1b[200~seed 5\nshow seed\x1b[201~\r")
    session.child.expect_exact("seed  5")
    session.child.expect_exact(PROMPT)
    session.leave()


def figures(text):
    """The rows of a training and the answers of an evaluation, without live lines and times."""
    plain = re.sub(r"\x1b\[[?0-9;]*[A-Za-z]", "", text)
    lines = [line.rstrip() for line in plain.splitlines()]
    return [line for line in lines if re.match(r" *[0-9]+  +[0-9]|test: accuracy ", line)]


def restores_after_kill(folder):
    session = Session(folder)
    for line in ["data moons train=400 test=100", "network mlp 32 16", "train 2"]:
        session.line(line)
    before = figures(session.line("evaluate"))
    expect(before, "there are numbers to compare")
    session.wait_until_kept("> evaluate")
    other = Session(folder)  # A living session is offered to nobody.
    expect(other.leave() == 0, "two programs at once")
    session.kill()
    again = Session(folder, environment={"TERM": "dumb"}, prompt=QUESTION)
    expect("with 4 cells ended without a goodbye" in again.child.before, "it is offered")
    expect("its last line: evaluate" in again.child.before, "its last line is shown")
    expect("restored 4 cells" in again.line("y"), "it is restored")
    expect("3    train 2" in again.line("history"), "its lines are counted on")
    expect(figures(again.line("evaluate")) == before, "the numbers are those of before")
    on = figures(again.line("train 1"))
    again.line("save run.pollard")
    expect(again.leave() == 0, "leaves")
    whole = Session(folder)  # What was saved is not offered.
    for line in ["data moons train=400 test=100", "network mlp 32 16", "train 2"]:
        whole.line(line)
    expect(figures(whole.line("train 1")) == on, "and so are those of training on")
    whole.line("save other.pollard minimal")
    expect(whole.leave() == 0, "leaves")
    names = os.listdir(folder + "/state/pollard")
    expect(names == ["history"], "a goodbye leaves nothing: " + " ".join(names))


def keeps_what_was_trained_and_not_saved(folder):
    for leave in ["quit", "quit 3", "\x04"]:
        session = Session(folder)
        for line in ["data moons train=400 test=100", "network mlp 32 16", "train 2"]:
            session.line(line)
        before = figures(session.line("evaluate"))
        session.child.send(leave + ("" if leave == "\x04" else "\r"))
        session.child.expect_exact("the next start offers")
        session.child.expect(pexpect.EOF)
        session.child.close()
        expect(session.child.exitstatus == (3 if leave == "quit 3" else 0), "its exit code")
        again = Session(folder, prompt=QUESTION)
        expect("with 4 cells was trained and not saved" in again.child.before, "it is offered")
        expect("restored 4 cells" in again.line("y"), "it is restored")
        expect(figures(again.line("evaluate")) == before, "the numbers are those of before")
        again.line("save run.pollard")
        expect(again.leave() == 0, "leaves")
        expect("next start" not in again.child.before, "what is saved needs no offer")
        os.remove(folder + "/run.pollard")
        os.remove(folder + "/run.safetensors")


def keeps_what_a_closed_window_leaves(folder):
    """The terminal goes away under a shell: its end of input is no Ctrl-D."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": folder, "TERM": "xterm", "NO_COLOR": "1", "PAGER": "",
                   "INPUTRC": "/dev/null", "LC_ALL": "C.UTF-8", "PS1": "shell$ ",
                   "XDG_STATE_HOME": folder + "/state", "XDG_CONFIG_HOME": folder + "/config"}
    for half_typed in ["", "seed 99"]:
        shell = pexpect.spawn("/bin/bash", ["--norc", "--noprofile", "-i"], env=environment,
                              cwd=folder, encoding="utf-8", timeout=10, dimensions=(24, 80))
        shell.expect_exact("shell$ ")
        shell.sendline(PROGRAM)
        shell.expect_exact(PROMPT)
        for line in ["data moons train=100", "network mlp 8 as=a"]:
            shell.sendline(line)
            shell.expect_exact(PROMPT)
        if half_typed:
            shell.send(half_typed)
            shell.expect_exact(half_typed)
        # Without the signals of close(): a window that closes sends none.
        shell.ptyproc.fileobj.close()
        shell.closed = shell.ptyproc.closed = True
        for _ in range(100):  # Until the program is gone, it offers nothing.
            time.sleep(0.1)
            if not is_running(folder):
                break
        again = Session(folder, prompt=QUESTION)
        expect("with 2 cells ended without a goodbye" in again.child.before, "it is kept")
        expect("its last line: network mlp 8 as=a" in again.child.before, "nothing half typed ran")
        again.line("d")
        expect(again.leave() == 0, "leaves")


def is_running(folder):
    """Whether a program works in the folder."""
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            place = os.readlink(f"/proc/{process}/cwd")
            program = os.readlink(f"/proc/{process}/exe")
        except OSError:
            continue
        if os.path.realpath(place) == os.path.realpath(folder) and "pollard" in program:
            return True
    return False


def goodbyes_are_only_those_of_the_user(folder):
    session = Session(folder)
    session.line("seed 7")
    session.wait_until_kept("seed 7")
    session.child.sendline("quit")
    session.child.expect(pexpect.EOF)
    session.child.close()
    expect(os.listdir(folder + "/state/pollard") == ["history"], "quit is a goodbye")
    session = Session(folder)
    session.line("seed 8")
    session.child.kill(signal.SIGTERM)
    session.child.expect(pexpect.EOF)
    session.child.close()
    session = Session(folder, prompt=QUESTION)
    expect("its last line: seed 8" in session.child.before, "a request to end is none")
    session.line("d")
    expect(session.leave() == 0, "leaves")


def restores_within_a_training(folder):
    session = Session(folder)
    session.line("data moons train=4000 test=100 seed=7")
    session.line("network mlp 32 16")
    session.child.sendline("train 100000")
    session.wait_until_kept("> train 100000 stop=")
    session.kill()
    again = Session(folder, prompt=QUESTION)
    shown = again.line("")
    parts = re.findall(r"> train (?:100000 stop=)?([0-9]+)", shown)
    steps = sum(int(part) for part in parts)
    expect(steps % 32 == 0, "up to an epoch's edge")
    on = figures(again.line("train 1"))[-1]
    again.line("save run.pollard")
    expect(again.leave() == 0, "leaves")
    check = pexpect.run(PROGRAM + " check run.pollard", cwd=folder, timeout=60, encoding="utf-8")
    expect("identical" in check, "the session replays: " + check)
    whole = Session(folder)
    whole.line("data moons train=4000 test=100 seed=7")
    whole.line("network mlp 32 16")
    whole.child.timeout = 60
    rows = figures(whole.line(f"train 100000 stop={steps + 32}"))
    expect(on in rows, "training on gives the digits of a training that nobody killed")
    whole.leave()


def asks_about_what_was_killed(folder):
    for seed in [5, 6]:
        session = Session(folder, prompt=PROMPT if seed == 5 else QUESTION)
        if seed == 6:
            expect("next start asks again" in session.line("seed 77"), "a command is no answer")
        session.line(f"seed {seed}")
        session.wait_until_kept(f"seed {seed}")
        session.kill()
    session = Session(folder, prompt=QUESTION)
    expect("its last line: seed 6" in session.child.before, "the latest comes first")
    session.child.sendline("maybe")
    session.child.expect_exact("d discards it")
    session.child.expect_exact(QUESTION)
    session.child.sendline("n")
    session.child.expect_exact("it waits for the next start")
    session.child.expect_exact("its last line: seed 5")
    session.child.expect_exact(QUESTION)
    expect("discarded" in session.line("d"), "discarded")
    expect("seed  1" in session.line("show seed"), "nothing was restored")
    session.leave()
    session = Session(folder, prompt=QUESTION)
    expect("its last line: seed 6" in session.child.before, "the other one waits")
    session.child.sendintr()
    session.child.expect_exact("next start asks again")
    session.child.expect_exact(PROMPT)
    session.line("set autosave=off")
    session.kill()
    session = Session(folder, prompt=QUESTION)
    session.line("d")
    expect(session.leave() == 0, "leaves")
    session = Session(folder)
    expect(session.leave() == 0, "what was discarded, or not to be kept, is not offered")


def goes_on_where_nothing_can_be_kept(folder):
    open(folder + "/state", "w").close()
    session = Session(folder)
    expect("is not kept for the case" in session.line("seed 3"), "a warning")
    session.line("seed 4")
    time.sleep(1.5)
    expect("is not kept" not in session.line("seed 5"), "one warning is enough")
    expect("seed  5" in session.line("show seed"), "the session goes on")


def asks(session, typed, *answers):
    """Types, presses Tab, expects the answers in turn, and clears the line."""
    session.child.send(typed + "\t\t\t")
    for answer in answers:
        session.child.expect_exact(answer)
    session.child.send("\x03")
    session.child.expect_exact("^C")
    session.child.expect_exact(PROMPT)


def completes_every_kind_of_place(folder):
    open(folder + "/mine.pollard", "w").close()
    session = Session(folder)
    for line in ["data shapes train=32 test=16", "network lenet-caffe as=dense", "gate attach conv*",
                 "checkpoint early"]:
        session.line(line)
    asks(session, "eval", "evaluate ")  # verb
    asks(session, "gate a", "gate attach ")  # form of a verb
    asks(session, "gate attach f", "fc1 ")  # layer that can be gated
    asks(session, "why c", "conv1", "20 channels")  # layer, with what it is
    asks(session, "why con", "conv1", "conv2")
    asks(session, "use d", "dense ")  # network
    asks(session, "data mo", "moons ")  # data set
    asks(session, "energy on=jet", "jetson-nano")  # device, an option's value
    asks(session, "energy on=", "edge-int8", "horowitz-45nm")
    asks(session, "replay m", "mine.pollard")  # file
    asks(session, "checkout ea", "early ")  # checkpoint
    asks(session, "help what", "what-if ")  # command
    asks(session, "train until acc", "accuracy=")  # option name
    asks(session, "optimizer sgd sch", "schedule=")
    asks(session, "optimizer sgd schedule=", "cosine", "step", "constant")  # option value
    asks(session, "plot ", "gates", "pareto")  # word
    asks(session, "show thr", "threads ")  # setting
    expect(session.leave() == 0, "leaves")


def lists_at_one_tab(folder):
    os.mkdir(folder + "/runs")
    for name in ["a.pollard", "b.pollard", "notes.txt"]:
        open(folder + "/runs/" + name, "w").close()
    session = Session(folder)

    def tab(typed, *answers):
        session.child.send(typed + "\t")
        for answer in answers:
            session.child.expect_exact(answer)
        session.child.sendintr()
        session.child.expect_exact("^C")
        shown = session.child.before
        session.child.expect_exact(PROMPT)
        return shown

    tab("network m", "mlp ")
    tab("network wrn", "wrn-16-4", "wide blocks")  # presets described
    tab("network ", "convnet ", "mlp ")  # more of them than rows: in columns
    tab("data m", "moons", "half circles")
    tab("export run.", "run.csv", "run.html", "run.safetensors")  # endings
    tab("save ", "run.pollard")
    tab("open runs/", "a.pollard  b.pollard")  # in columns, and only what can be opened
    session.child.send("help \t")
    session.child.expect_exact(PROMPT)  # more than rows: all in columns, and the line again
    listed = session.child.before.split()
    expect(all(word in listed for word in ["add", "energy", "why"]), listed)
    session.child.sendintr()
    session.child.expect_exact(PROMPT)
    session.child.send("gate at\t")  # completes, and the next one lists
    session.child.expect_exact("gate attach ")
    session.child.send("\t")
    session.child.expect_exact("granularity=")
    session.child.sendintr()
    session.child.expect_exact(PROMPT)
    session.line("data moons train=32 test=16")
    session.line("network mlp 8")
    expect("relu" not in tab("gate attach ", "fc1", "kind="), "only what can be gated")
    expect(session.leave() == 0, "leaves")


def trains_on_after_an_interrupt(folder):
    session = Session(folder)
    session.line("data moons train=2000 test=100 seed=7")
    session.line("network mlp 60 30")
    session.child.sendline("train 100000")
    session.child.expect("epoch")
    start = time.monotonic()
    session.child.sendintr()
    session.child.expect_exact(PROMPT)
    print("prompt_test: Ctrl-C gave the prompt after %.3f s" % (time.monotonic() - start))
    expect("stop=" in session.line("history"), "what ran is recorded")
    shown = session.line("train 1")
    expect("images/s" in shown, "training goes on: " + shown)
    expect(session.leave() == 0, "leaves")


def stops_and_goes_on_as_a_job(folder):
    """Ctrl-Z and fg in a shell that controls jobs."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": folder, "TERM": "xterm", "NO_COLOR": "1", "PAGER": "",
                   "INPUTRC": "/dev/null", "LC_ALL": "C.UTF-8", "PS1": "shell$ ",
                   "XDG_STATE_HOME": folder + "/state", "XDG_CONFIG_HOME": folder + "/config"}
    shell = pexpect.spawn("/bin/bash", ["--norc", "--noprofile", "-i"], env=environment, cwd=folder,
                          encoding="utf-8", timeout=10, dimensions=(24, 80))
    shell.expect_exact("shell$ ")
    shell.sendline(PROGRAM)
    shell.expect_exact(PROMPT)
    shell.send("seed 4")
    shell.expect_exact("seed 4")
    shell.send("\x1a")
    shell.expect_exact("Stopped")
    shell.expect_exact("shell$ ")
    shell.sendline("fg")
    shell.expect("pollard\r\n")
    shell.send("2\r")
    shell.expect_exact("seed 42")
    shell.expect_exact(PROMPT)
    for line in ["data moons train=2000 test=100", "network mlp 60 30"]:
        shell.sendline(line)
        shell.expect_exact(PROMPT)
    shell.sendline("train 100000")
    shell.expect("epoch")
    shell.send("\x1a")
    shell.expect_exact("Stopped")
    shell.expect_exact("shell$ ")
    shell.sendline("fg")
    shell.expect("epoch")
    shell.sendintr()
    shell.expect_exact("everything that ran is kept")
    shell.expect_exact(PROMPT)
    shell.sendeof()
    shell.expect_exact("shell$ ")
    shell.sendline("exit")
    shell.expect(pexpect.EOF)


def follows_the_window(folder):
    session = Session(folder, columns=80)
    session.line("data moons train=2000 test=100")
    session.line("network mlp 60 30")
    session.child.setwinsize(24, 40)
    shown = session.line("layers")
    for line in shown.splitlines()[1:]:
        expect(len(line) <= 40, "wider than the narrowed screen: " + line)
    session.child.setwinsize(24, 80)
    session.child.sendline("train 100000")
    session.child.expect(r"\repoch [^\r]*accuracy[^\r]*\x1b\[K")
    session.child.setwinsize(24, 40)
    session.child.expect(r"\repoch [^\r]*\x1b\[K")
    for _ in range(3):
        session.child.expect(r"\r(epoch [^\r\x1b]*)\x1b\[K")
    expect(len(session.child.match.group(1)) <= 39, "the live line fits the narrowed screen")
    session.child.sendintr()
    session.child.expect_exact(PROMPT)
    expect(session.leave() == 0, "leaves")


def keeps_what_is_typed_ahead(folder):
    session = Session(folder)
    session.line("data moons train=2000 test=100")
    session.line("network mlp 60 30")
    session.child.sendline("train 200 batches")
    session.child.send("seed 77\rshow seed\r")
    session.child.expect_exact("took")
    session.child.expect_exact("seed  77")
    session.child.expect_exact(PROMPT)
    expect(session.leave() == 0, "leaves")


def takes_a_pasted_script(folder):
    script = ["# Points.", "data moons train=64 test=20 \\", "  seed=3", "network mlp 8", "train 1",
              "evaluate"]
    for before, after in [("", ""), ("\x1b[200~", "\x1b[201~")]:
        session = Session(folder)
        session.child.send(before + "\r".join(script) + after + "\r")
        for answer in ["64 training", "42 parameters", "took", "test: accuracy"]:
            session.child.expect_exact(answer)
        session.child.expect_exact(PROMPT)
        shown = session.line("history")
        expect(" evaluate" in shown and " !  " not in shown, "every line ran: " + shown)
        session.line("save pasted.pollard")
        expect(session.leave() == 0, "leaves")


def ends_a_paste(folder):
    """What ends one line of a paste ends the rest."""
    script = "\x1b[200~data moons train=4000\rnetwork mlp 32 16\rtrain 100000\rtrain 100000\r" \
        "param late=1\x1b[201~\r"
    session = Session(folder)
    session.child.send(script)
    session.child.expect_exact("s left")
    session.child.sendintr()
    session.child.expect_exact(PROMPT)
    expect("late" not in session.line("param b=2"), "Ctrl-C ends the paste")
    expect("late" not in session.line("show"), "Ctrl-C ends the paste")
    session.child.send(script)
    session.child.expect_exact("s left")
    session.child.kill(signal.SIGTERM)
    session.child.expect(pexpect.EOF)
    session.child.close()
    expect(session.child.exitstatus == 128 + signal.SIGTERM, "a request to end ends it")


PASTE = "\x1b[200~seed 5\nseed \\\nx\nparam late=1\nshow seed\x1b[201~\r"


def holds_back_the_rest_of_a_paste(folder):
    """Behind a line that failed nothing runs; the rest stands at the prompt."""
    session = Session(folder)
    session.child.send(PASTE)
    session.child.expect_exact("error:")
    session.child.expect_exact("held back: the line that failed and 3 behind it")
    session.child.expect_exact(PROMPT)
    for line in ["seed \\", "x", "param late=1", "show seed"]:
        session.child.expect_exact(line)
    session.child.sendintr()
    session.child.expect_exact("^C")
    session.child.expect_exact(PROMPT)
    shown = session.line("show")
    expect("late" not in shown, "what was held was not run: " + shown)
    expect("seed" in shown and " 5" in shown, "the line before ran: " + shown)
    # Enter alone fails at the same place again.
    session.child.send(PASTE)
    session.child.expect_exact("held back")
    session.child.expect_exact("show seed")
    session.child.send("\r")
    session.child.expect_exact("error:")
    session.child.expect_exact("held back: the line that failed and 3 behind it")
    session.child.expect_exact("show seed")
    # The line mended, the rest goes on: the cursor stands before it.
    session.child.send("\x1b[C" * len("seed \\\n") + "3\x1b[3~\r")
    session.child.expect_exact("late = 1")
    session.child.expect_exact("seed  3")
    session.child.expect_exact(PROMPT)
    session.child.send("\x1b[200~nonsense\nparam b=2\x1b[201~\r")
    session.child.expect_exact("held back: the line that failed and the one behind it")
    session.child.expect_exact("param b=2")
    session.child.send("#\r")
    session.child.expect_exact("b = 2")
    session.child.expect_exact(PROMPT)
    # A last line that fails holds nothing.
    session.child.send("\x1b[200~param c=3\nnonsense\n\x1b[201~\r")
    session.child.expect_exact("c = 3")
    session.child.expect_exact("hint:")
    session.child.expect_exact(PROMPT)
    expect("held back" not in session.child.before, "nothing is left to hold")
    expect(session.leave() == 0, "leaves")


def pages_long_answers(folder):
    session = Session(folder, environment={"PAGER": "sed s/^/paged:/"})
    expect("paged:" in session.line("help"), "a long answer goes through the pager")
    expect("paged:" not in session.line("help seed"), "one that fits does not")
    session.child.send("\x1b[200~help\nseed 3\x1b[201~\r")
    session.child.expect_exact("seed 3")
    session.child.expect_exact("seed 3")
    expect("paged:" not in session.child.before, "nor one before other lines of a paste")
    session.child.expect_exact(PROMPT)
    with open(folder + "/long.pollard", "w") as file:
        file.write("help\n")
    expect("paged:" not in session.line("replay long.pollard"), "nor what a script shows")
    session.line("tour first-network")
    expect("paged:" not in session.line("help"), "nor in a lesson")
    session.line("tour off")
    session.line("set pager=off")
    expect("paged:" not in session.line("help"), "nor where nobody wants it")
    expect(session.leave() == 0, "leaves")
    session = Session(folder, environment={"PAGER": "no-such-pager"})
    expect("evaluate" in session.line("help"), "without the pager the answer is shown")
    expect(session.leave() == 0, "leaves")
    output = pexpect.run("sh -c '" + PROGRAM + " -e help | cat'", encoding="utf-8",
                         env={"PATH": "/usr/bin:/bin", "TERM": "xterm", "HOME": folder,
                              "PAGER": "sed s/^/paged:/"})
    expect("evaluate" in output and "paged:" not in output, "nor off a terminal")


def pages_with_less(folder):
    if not os.path.exists("/usr/bin/less"):
        return
    session = Session(folder, environment={"PAGER": "/usr/bin/less -R"})
    session.child.send("help\r")
    session.child.expect_exact(":")
    session.child.sendintr()
    session.child.send("q")
    session.child.expect_exact(PROMPT)
    expect("seed  1" in session.line("show seed"), "the prompt goes on")
    expect(session.leave() == 0, "leaves")


def wraps_errors_between_words(folder):
    session = Session(folder)
    session.line("data moons train=100 test=50")
    session.line("network mlp 8")
    for line in ["gate attach relu1", "energy on=gpu"]:
        shown = re.sub(r"\x1b\[[?0-9;]*[A-Za-z]|\r", "", session.line(line)).split("\n")[1:]
        expect(all(len(row) <= 80 for row in shown), "every line fits: " + repr(shown))
        text = re.sub(r"\n +", " ", "\n".join(shown))
        for word in ["that could leave one by one" if "gate" in line else "microcontroller"]:
            expect(word in text, "no word is cut: " + repr(shown))
    expect(session.leave() == 0, "leaves")


def obeys_inputrc(folder):
    with open(folder + "/inputrc", "w") as file:
        file.write('$if pollard\n"\\C-o": "seed 31\\C-m"\n$endif\n'
                   '$if other\n"\\C-o": "seed 32\\C-m"\n$endif\n')
    session = Session(folder, environment={"INPUTRC": folder + "/inputrc"})
    session.child.send("\x0f")
    session.child.expect_exact("seed 31")
    session.child.expect_exact(PROMPT)
    expect(session.leave() == 0, "leaves")


def replays_step_by_step(folder):
    with open(folder + "/lesson.pollard", "w") as file:
        prose = " ".join(["words"] * 40)
        file.write(f"# A lesson.\n# {prose}\nseed 5\nparam a=1\nparam a=2\n")
    session = Session(folder)
    session.child.sendline("replay lesson.pollard step")
    session.child.expect_exact("# A lesson.")
    session.child.expect_exact("> seed 5")
    rows = session.child.before.split()
    expect(rows.count("words") == 40, "prose is broken between words")
    expect(all(len(row) <= 80 for row in session.child.before.splitlines()), "and fits the screen")
    session.child.send("\r")
    session.child.expect_exact("> param a=1")
    session.child.send("\r")
    session.child.expect_exact("> param a=2")
    session.child.sendline("q")
    session.child.expect_exact("replayed 2 lines")
    session.child.expect_exact(PROMPT)
    expect("$a  1" in session.line("show a"), "the lines before q ran")
    shown = session.line("history 1-2")
    expect("seed 5" in shown and "param a=1" in shown and "replay" not in shown, "history N-M: " + shown)
    expect(session.leave() == 0, "leaves")


def marks_what_is_out_of_date(folder):
    session = Session(folder)
    for line in ["data moons train=64 test=20", "network mlp 8 as=a", "train 1", "evaluate"]:
        session.line(line)
    expect("out of date" not in session.line("history"), "nothing is old yet")
    session.line("train 1")
    shown = session.line("history")
    expect("4 *  evaluate" in shown, "the mark: " + shown)
    expect("was at epoch 1 when it was computed" in shown, "the reason: " + shown)
    expect("[8] " in session.child.after or "[8] " in session.child.before, "cells have numbers")
    expect(session.leave() == 0, "leaves")


def shows_an_image(folder):
    session = Session(folder)
    session.line("data shapes train=32 test=16")
    expect("▀" not in session.line("data image=3"), "NO_COLOR: characters alone")
    session.leave()
    session = Session(folder, environment={"NO_COLOR": "", "COLORTERM": "truecolor"})
    session.line("data shapes train=32 test=16")
    shown = session.line("data image=3")
    expect("▀" in shown and "\x1b[38;2;" in shown, "half blocks in colour")
    expect(session.leave() == 0, "leaves")


def finishes_a_lesson(folder):
    session = Session(folder)
    shown = session.line("tour first-network")
    for step in range(1, 11):
        expect("step %d of 10" % step in shown, "step %d: %s" % (step, shown))
        shown = session.line("skip")
    expect("That was first-network" in shown, "the lesson comes to its end: " + shown)
    expect("no command" in session.line("skip"), "then its words mean nothing")
    expect(session.leave() == 0, "leaves")


def leaves_the_terminal_as_it_was(folder):
    for goodbye in ["quit", "\x04"]:
        child = pexpect.spawn(
            "/bin/sh", ["-c", f"stty -g >before; '{PROGRAM}' --quiet; stty -g >after"], cwd=folder,
            env={"PATH": "/usr/bin:/bin", "HOME": folder, "TERM": "xterm", "INPUTRC": "/dev/null"},
            encoding="utf-8", timeout=10)
        child.expect_exact(PROMPT)
        child.send(goodbye if goodbye == "\x04" else goodbye + "\n")
        child.expect(pexpect.EOF)
        before, after = (open(f"{folder}/{name}").read() for name in ["before", "after"])
        expect(before == after, f"{goodbye!r}: {before} {after}")


def goes_on_where_memory_is_short(folder):
    child = pexpect.spawn(
        "/bin/sh", ["-c", f"ulimit -v 600000; exec '{PROGRAM}'"], cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": folder, "TERM": "xterm", "INPUTRC": "/dev/null"},
        encoding="utf-8", timeout=20)
    for line, answer in [
        ("data moons", "moons: "), ("network mlp 8 as=a", "a: 2 "),
        ("network mlp 16000 16000 as=b", "ulimit -v"), ("networks", "a "), ("train 1", "epoch"),
    ]:
        child.expect_exact(PROMPT)
        child.sendline(line)
        child.expect_exact(answer)
    child.expect_exact(PROMPT)
    child.sendline("quit")
    child.expect(pexpect.EOF)
    child.close()
    expect(child.exitstatus == 0, child.exitstatus)


TESTS = [
    runs_lines,
    greets,
    completes,
    keeps_history,
    remembers_what_ran,
    clears_at_interrupt,
    goes_on_behind_backslash,
    quits_with_a_code,
    reads_the_start_up_file,
    survives_resize_and_narrow_screens,
    edits_wide_characters,
    works_on_a_dumb_terminal,
    takes_pasted_lines,
    leads_through_a_lesson,
    stops_training,
    stops_other_work,
    no_interrupt_ends_the_prompt,
    restores_after_kill,
    keeps_what_was_trained_and_not_saved,
    keeps_what_a_closed_window_leaves,
    goodbyes_are_only_those_of_the_user,
    restores_within_a_training,
    asks_about_what_was_killed,
    goes_on_where_nothing_can_be_kept,
    completes_every_kind_of_place,
    lists_at_one_tab,
    trains_on_after_an_interrupt,
    stops_and_goes_on_as_a_job,
    follows_the_window,
    keeps_what_is_typed_ahead,
    takes_a_pasted_script,
    ends_a_paste,
    holds_back_the_rest_of_a_paste,
    pages_long_answers,
    pages_with_less,
    wraps_errors_between_words,
    obeys_inputrc,
    replays_step_by_step,
    marks_what_is_out_of_date,
    shows_an_image,
    finishes_a_lesson,
    leaves_the_terminal_as_it_was,
    goes_on_where_memory_is_short,
]


if __name__ == "__main__":
    cases.run("prompt_test", TESTS, (AssertionError, pexpect.ExceptionPexpect))
