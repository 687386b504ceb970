"""Faults put into a running process with strace: a system call that fails, or that the process does not survive."""
import os
import re
import signal
import subprocess
import tempfile
from pathlib import Path

import ground


class Fault:
    """`strace -e inject=…` on one process, until `end`. Calls are counted for each thread from the moment it begins."""

    def __init__(self, server, calls, what):
        self.log = self.empty_log()
        self.messages = self.empty_log()
        with open(self.messages, "wb") as messages:
            command = ["strace", *self.options(calls, what, self.log), "-p", str(server.process.pid)]
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=messages, stderr=messages)
        ground.until(self.attached, ground.START_S, "strace is attached")

    @staticmethod
    def empty_log():
        descriptor, path = tempfile.mkstemp(prefix="strace-")
        os.close(descriptor)
        return Path(path)

    @staticmethod
    def options(calls, what, log):
        return ["-f", "-y", "-o", str(log), "-e", f"trace={calls}", "-e", f"inject={calls}:{what}", "-e", "signal=none"]

    def attached(self):
        ground.expect(self.process.poll() is None, f"strace ends at once: {self.messages.read_text()[-300:]}")
        return " attached" in self.messages.read_text()

    def injected(self):
        """The calls that were made to fail, as strace writes them."""
        return re.findall(r"^.*\(INJECTED\)$", self.log.read_text(errors="replace"), re.M)

    def end(self):
        self.process.terminate()
        self.process.wait()
        self.log.unlink()
        self.messages.unlink()


class FaultFromBirth(Fault):
    """The same, counted from the process's first instruction: `server` is launched under it and stays our child."""

    def __init__(self, server, calls, what):
        self.log = self.empty_log()
        self.server = server
        # -D: the server is our child, not strace's. -I 2: strace hears SIGTERM, to which it is else deaf when it starts
        # a program itself.
        server.launch(["strace", "-D", "-I", "2", *self.options(calls, what, self.log)])

    def tracer(self):
        """strace's process; 0 if it has let go or the server is dead."""
        try:
            status = Path(f"/proc/{self.server.process.pid}/status").read_text()
        except FileNotFoundError:
            return 0
        found = re.search(r"^TracerPid:\s*(\d+)$", status, re.M)
        return int(found[1]) if found else 0

    def end(self):
        """Lets the server go on alone, if it still lives."""
        if tracer := self.tracer():
            os.kill(tracer, signal.SIGTERM)
            ground.until(lambda: not self.tracer(), ground.START_S, "strace lets go")
        self.log.unlink(missing_ok=True)


def why_not():
    """None, or why processes cannot be traced here."""
    child = subprocess.Popen(["sleep", "60"])
    try:
        ended = subprocess.run(["timeout", "-s", "INT", "1", "strace", "-p", str(child.pid)], capture_output=True,
                               text=True, stdin=subprocess.DEVNULL)
        return None if "attached" in ended.stderr else ended.stderr.strip() or "strace does not attach"
    except FileNotFoundError:
        return "strace is not installed"
    finally:
        child.kill()
        child.wait()
