"""Makes the k-th call of each class fail, in every tool.

    faults.py BIN SHIM [--stride N] [--tool NAME]

For each tool and each class of calls (open, read, write ...; memory) the k-th call fails, for every
k (with --stride N for every N-th, from another first k each time): the tool ends with 1 and one
line on stderr, or with 0 and the same bytes as ever; each file it writes is the old one or the new
one, whole, and there is no other file. Reads and writes that are interrupted or short change
nothing. A file that grows or gets shorter while it is read is an error, or was read before.
"""

import argparse
import errno
import pathlib
import shutil
import sys
import tempfile

import jobs

PLANS = [  # class, what happens, whether the run must succeed nevertheless
    ("open", errno.EMFILE, False), ("open", errno.EACCES, False), ("open", "again", False),
    ("read", errno.EIO, False), ("read", "short", True), ("read", "again", True),
    ("write", errno.ENOSPC, False), ("write", errno.EIO, False), ("write", "short", True),
    ("write", "again", True), ("close", errno.EIO, False), ("close", "again", False),
    ("sync", errno.EIO, False), ("sync", "again", True), ("rename", errno.EACCES, False),
    ("link", errno.ENOSPC, False), ("link", errno.EPERM, False),
    ("lock", errno.ENOLCK, True), ("lock", "again", True), ("map", errno.ENOMEM, False),
    ("folder", errno.EACCES, False), ("memory", errno.ENOMEM, False),
]


def of_icu(kind, arguments, outcome, wrong):
    """Compiling an expression, ICU 72 crashes at one allocation that fails, and calls the
    expression wrong at some: nothing that stands around it can help. Files must be unharmed."""
    if kind != "memory" or "--regex" not in arguments or len(wrong) != 1:
        return False
    crashed = wrong[0] == "signal 11" or (b"AddressSanitizer: SEGV" in outcome.err and
                                          b"in icu_72::RegexPattern::zap()" in outcome.err)
    return crashed or (outcome.code == 2 and b"expression" in outcome.err)


def judge(outcome, new, good, old, must):
    wrong = jobs.leftovers(outcome, new, old)
    if outcome.code < 0:
        wrong.append(f"signal {-outcome.code}")
    elif outcome.code == 0:
        if outcome.files != new or outcome.out != good.out:
            wrong.append("success, but other output")
    elif outcome.code == 1:
        lines = outcome.err.decode("utf-8", "replace").splitlines()
        if not lines or not lines[-1].startswith("zg-"):
            wrong.append(f"no message: {outcome.err[-200:]!r}")
        if must:
            wrong.append(f"failed: {outcome.err[-200:]!r}")
    else:
        wrong.append(f"exit {outcome.code}: {outcome.err[-300:]!r}")
    return wrong


class Judge:
    def __init__(self, options, root):
        self.options = options
        self.data = root / "data"
        self.place = jobs.Place(root, options.bin, options.shim)
        jobs.make_inputs(self.data)
        made = self.place.run("zg-import", [str(self.data / "texts"), "-o", "c.zgc"])
        (self.data / "c.zgc").write_bytes(made.files["c.zgc"])
        self.bad = self.turn = self.icu = 0
        self.totals = {}

    def case(self, label, tool, arguments, fault, good, old, must):
        outcome = self.place.run(tool, arguments, fault, old=old, extra=self.options.extra)
        wrong = judge(outcome, good.files, good, old, must)
        if of_icu(fault.split(":")[0], arguments, outcome, wrong):
            self.icu += 1
            wrong = []
        for text in wrong:
            self.bad += 1
            if self.bad <= 60:
                print(f"{label} {fault}: {text}")
        return outcome.code

    def tool(self, number, tool, arguments):
        good = self.place.run(tool, arguments, extra=self.options.extra)
        if good.code != 0:
            print(f"{tool} {arguments}: {good.err}")
            self.bad += 1
            return
        old = jobs.old_files(good.files)
        injected = failed = 0
        known = {}
        for kind, what, must in PLANS:
            if kind not in known:
                known[kind] = self.place.calls(tool, arguments, kind, old)
            stride = self.options.stride if known[kind] > 8 else 1
            stride *= 4 if kind == "memory" and stride > 1 else 1
            first = 1 + self.turn % stride
            self.turn += 1
            for k in range(first, known[kind] + 1, stride):
                code = self.case(f"{tool} #{number}", tool, arguments, f"{kind}:{k}:{what}", good,
                                 old if k % 2 or kind == "rename" else {}, must)
                injected += 1
                failed += code == 1
        print(f"{tool} #{number}: {injected} faults, {failed} errors", flush=True)
        before = self.totals.get(tool, (0, 0))
        self.totals[tool] = (before[0] + injected, before[1] + failed)

    def changing_files(self):
        """Files that change while they are read: each run with inputs of its own."""
        for tool, arguments in [("zg-ngrams", ["texts", "-n", "1"]), ("zg-measures", ["t.tsv"]),
                                ("zg-ngrams", ["c.zgc", "--memory", "256M"])]:
            if "--memory" in arguments and not jobs.has_ceiling(self.options.bin):
                print("SKIPPED: there is no --memory yet")
                continue
            inputs = jobs.read_files(self.data)
            good = self.place.run(tool, arguments, old=inputs)
            seen = 0
            for what in ("grow", "shrink"):
                for k in range(1, 30):
                    outcome = self.place.run(tool, arguments, f"read:{k}:{what}", old=inputs)
                    unchanged = outcome.files == inputs
                    seen += outcome.code == 1
                    right = outcome.code == 1 and outcome.err.startswith(b"zg-")
                    if not right and (outcome.code, outcome.out) != (0, good.out):
                        self.bad += 1
                        print(f"{tool} {arguments} read:{k}:{what}: {outcome.code} {outcome.err}")
                    if unchanged and outcome.code == 0:
                        break
            if seen == 0:
                self.bad += 1
                print(f"{tool} {arguments}: no change of a file was seen")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bin", type=lambda p: pathlib.Path(p).resolve())
    parser.add_argument("shim", type=lambda p: pathlib.Path(p).resolve())
    parser.add_argument("--stride", type=int, default=1)
    parser.add_argument("--tool")
    options = parser.parse_args()
    options.extra = {}
    root = pathlib.Path(tempfile.mkdtemp(prefix="zigram-faults-"))
    try:
        judge_all = Judge(options, root)
        ceiling = jobs.has_ceiling(options.bin)
        for number, (tool, arguments, _) in enumerate(jobs.jobs(judge_all.data, ceiling)):
            if options.tool in (None, tool):
                judge_all.tool(number, tool, arguments)
        if options.tool is None:
            judge_all.changing_files()
    finally:
        shutil.rmtree(root)
    for tool, (injected, failed) in judge_all.totals.items():
        print(f"{tool}: {injected} faults, {failed} errors, the others changed nothing")
    if judge_all.icu > 0:
        print(f"{judge_all.icu} times ICU failed in its own way")
    print(f"{judge_all.bad} wrong")
    return judge_all.bad > 0


if __name__ == "__main__":
    sys.exit(main())
