"""Interrupts and kills the tools at counted calls.

    signals.py BIN SHIM [--points N] [--tool NAME]

For each run that writes files, SIGINT, SIGTERM and SIGKILL come before the k-th system call of the
run, at N places spread evenly over all of them (default 200; every call where there are fewer,
which is said: a .zgc file or a table is read by few calls).
Afterwards each file that the run writes is the old one or the new one, whole, whether or not it was
there before, and there is no other file. After SIGINT and SIGTERM the tool dies by that signal or
was done.

A file that is replaced has a hidden name for the moment between two calls, which a process of its
own makes: where the tool is killed there, that process goes on, and the file is new.
"""

import argparse
import pathlib
import shutil
import signal
import sys
import tempfile

import jobs


def judge(outcome, number, new, good, old):
    wrong = jobs.leftovers(outcome, new, old)
    if outcome.code == 0:
        if outcome.files != new or outcome.out != good.out:
            wrong.append("success, but other output")
    elif outcome.code != -number:
        wrong.append(f"exit {outcome.code}: {outcome.err[-200:]!r}")
    elif number != signal.SIGKILL and b"interrupted" not in outcome.err:
        # Before the handlers are set and after they are done there is nothing to tidy up.
        if outcome.files not in (old, new):
            wrong.append("no message, and files changed")
    return wrong


def try_tool(place, tool, arguments, points, totals):
    good = place.run(tool, arguments)
    if good.code != 0:
        print(f"{tool} {arguments}: {good.err}")
        return 1
    calls = place.calls(tool, arguments, "any", jobs.old_files(good.files))
    n = min(points, calls)
    bad = 0
    if n < points:
        print(f"{tool} {' '.join(arguments)}: all {n} calls, there are no more")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        for i in range(n):
            k = 1 + i * calls // n
            old = jobs.old_files(good.files) if i % 2 == 0 else {}
            fault = f"any:{k}:kill{int(number)}"
            outcome = place.run(tool, arguments, fault, old=old)
            wrong = judge(outcome, int(number), good.files, good, old)
            key = (tool, number.name)
            before = totals.get(key, (0, 0))
            totals[key] = (before[0] + 1, before[1] + (outcome.code != 0))
            for text in wrong:
                bad += 1
                print(f"{tool} {' '.join(arguments)} {fault}: {text}")
    return bad


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bin", type=lambda p: pathlib.Path(p).resolve())
    parser.add_argument("shim", type=lambda p: pathlib.Path(p).resolve())
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--tool")
    options = parser.parse_args()
    root = pathlib.Path(tempfile.mkdtemp(prefix="zigram-signals-"))
    totals, bad = {}, 0
    try:
        data = root / "data"
        place = jobs.Place(root, options.bin, options.shim)
        jobs.make_inputs(data, more=60)
        made = place.run("zg-import", [str(data / "texts"), "-o", "c.zgc"])
        (data / "c.zgc").write_bytes(made.files["c.zgc"])
        for tool, arguments, writes in jobs.jobs(data, jobs.has_ceiling(options.bin)):
            if writes and options.tool in (None, tool):
                bad += try_tool(place, tool, arguments, options.points, totals)
    finally:
        shutil.rmtree(root)
    for (tool, name), (sent, died) in totals.items():
        print(f"{tool} {name}: {sent} sent, {died} ended by it")
    print(f"{bad} wrong")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
