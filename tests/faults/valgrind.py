"""Every tool once under valgrind, if it is there: no wrong access, nothing of ours leaked.

    valgrind.py BIN SHIM     SHIM is not used: for the same arguments as its neighbours

What ICU and the C library keep until the end is still reachable, and no leak.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

import jobs

CHECK = ["valgrind", "-q", "--error-exitcode=99", "--leak-check=full",
         "--show-leak-kinds=definite,indirect", "--errors-for-leak-kinds=definite,indirect"]


def main():
    tools = pathlib.Path(sys.argv[1]).resolve()
    if shutil.which("valgrind") is None:
        print("SKIPPED: there is no valgrind")
        return 0
    root = pathlib.Path(tempfile.mkdtemp(prefix="zigram-valgrind-"))
    wrong = 0
    try:
        data = root / "data"
        jobs.make_inputs(data)
        subprocess.run([tools / "zg-import", data / "texts", "-o", data / "c.zgc"], check=True)
        for tool, arguments, _ in jobs.jobs(data, jobs.has_ceiling(tools)):
            done = subprocess.run([*CHECK, tools / tool, *arguments, "-t", "2"], cwd=root,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
            if done.returncode != 0:
                wrong += 1
                print(tool, *arguments, done.returncode, done.stderr.decode("utf-8")[:2000])
    finally:
        shutil.rmtree(root)
    print(f"{wrong} wrong")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
