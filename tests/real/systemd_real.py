"""The unit of docs/ under a systemd of its own: started, read anew, stopped; restarted when a thread of it is stuck, and not for a wrong configuration."""

import contextlib
import ctypes
import os
import pathlib
import shutil
import signal
import subprocess
import time

import real

UNIT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "systemd" / "outcry.service"
LEAST_SECURE = 15  # tenths, of systemd-analyze
RESTARTED_WITHIN = 30  # seconds

# A user's systemd, in namespaces of its own: nothing of the machine can be written, and all ends with this shell.
BOOT = """set -e
mount -t proc proc /proc
mount --bind "$1" /srv
for folder in /run /var /tmp /root /usr/local/bin; do mount -t tmpfs -o mode=755 none $folder; done
umount -R /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup
mkdir -p $2 /run/manager /run/systemd/system /var/lib/outcry /var/tmp
echo $$ > $2/cgroup.procs
mkdir -p /run/systemd/inaccessible/dir
touch /run/systemd/inaccessible/reg
cp /srv/outcry /usr/local/bin/
mount -o remount,bind,ro /
/lib/systemd/systemd --user --unit=outcry.service --log-target=console
"""
ENVIRONMENT = {"HOME": "/root", "XDG_RUNTIME_DIR": "/run/manager", "SYSTEMD_UNIT_PATH": "/srv/units", "PATH": os.environ["PATH"]}
# In place of what only the system's own systemd can do. SQLite gives its files away where it is root.
SETTINGS = """[Service]
DynamicUser=no
StateDirectory=
ReadWritePaths=/var/lib/outcry
SystemCallFilter=@chown
Environment=OUTCRY_CONFIG=/srv/outcry.toml STATE_DIRECTORY=/var/lib/outcry
StandardError=append:/srv/outcry.log
"""


class Machine:
    """A systemd that runs the unit and nothing else."""

    def __init__(self, program, folder):
        self.folder = folder
        folder.chmod(0o755)
        shutil.copy(program, folder / "outcry")
        self.configure()
        (folder / "posts.ndjson").write_text("")
        settings = folder / "units" / "outcry.service.d" / "test.conf"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS)
        shutil.copy(UNIT, folder / "units")
        for target in ("basic", "shutdown"):
            (folder / "units" / f"{target}.target").write_text("[Unit]\nDefaultDependencies=no\n")
        boot = folder / "boot"
        boot.write_text(BOOT)
        spaces = ["--fork", "--pid", "--kill-child", "--mount", "--propagation", "private"]
        self.outer = real.start(["unshare", *spaces, "bash", boot, folder, f"/sys/fs/cgroup/{folder.name}"], folder / "boot.log", env=ENVIRONMENT)

    def configure(self, more=""):
        page = f'[web]\nlisten = "127.0.0.1:{real.free_port()}"\n'
        (self.folder / "outcry.toml").write_text(f'[sources.posts]\nkind = "file"\npath = "posts.ndjson"\nformat = "ndjson"\n{page}{more}')

    def ask(self, *command):
        """systemctl inside."""
        inner = subprocess.run(["pgrep", "-P", str(self.outer.pid)], capture_output=True, text=True).stdout.strip()
        enter = ["nsenter", "-t", inner or "0", "-m", "-p", "systemctl", "--user", *command]
        return subprocess.run(enter, capture_output=True, text=True, env=ENVIRONMENT)

    def facts(self):
        asked = self.ask("show", "outcry", "-p", "ActiveState,SubState,StatusText,MainPID,NRestarts,Result,ExecMainStatus")
        return dict(line.split("=", 1) for line in asked.stdout.splitlines() if "=" in line)

    def until(self, what, **wanted):
        def is_so():
            facts = self.facts()
            return all(facts.get(key) == value for key, value in wanted.items())

        try:
            real.until(is_so, what)
        except AssertionError as why:
            raise AssertionError(f"{why}: {self.facts()}") from why

    def end(self):
        real.end(self.outer, signal.SIGKILL)
        groups = [root / self.folder.name for root in map(pathlib.Path, ("/sys/fs/cgroup", "/sys/fs/cgroup/unified"))]

        def are_gone():
            for group in groups:
                for folder, _, _ in os.walk(group, topdown=False):
                    with contextlib.suppress(OSError):
                        os.rmdir(folder)
            return not any(group.exists() for group in groups)

        real.until(are_gone, "its cgroups are gone", 20)

    def pid(self):
        """Of the service, as this process sees it."""
        inner = self.facts()["MainPID"]
        for status in pathlib.Path("/proc").glob("[0-9]*/status"):
            with contextlib.suppress(OSError):
                lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
                numbers = lines["NSpid"].split()
                if len(numbers) > 1 and numbers[-1] == inner and lines["Name"].strip() == "outcry":
                    return int(numbers[0])
        raise AssertionError("the service has no process")


class StuckThread:
    """A thread that does nothing more, while the others go on."""

    SEIZE, INTERRUPT, WALL = 0x4206, 0x4207, 0x40000000

    def __init__(self, pid, name):
        """`name`: "main", or as the program calls it."""
        names = {(task / "comm").read_text().strip(): int(task.name) for task in pathlib.Path(f"/proc/{pid}/task").iterdir()}
        self.thread = {**names, "main": pid}[name]
        libc = ctypes.CDLL(None, use_errno=True)
        for request in (self.SEIZE, self.INTERRUPT):
            if libc.ptrace(request, self.thread, None, None) != 0:
                raise OSError(ctypes.get_errno(), f"ptrace of the thread {name}")

    def may_die(self):
        """A thread that is traced ends when its tracer has heard of it."""
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(self.thread, os.WNOHANG | self.WALL)[0] != 0:
                continue


def restarted(machine, name):
    """After how many seconds."""
    before = machine.facts()
    began = time.monotonic()
    stuck = StuckThread(machine.pid(), name)

    def is_new():
        stuck.may_die()
        now = machine.facts()
        return now.get("ActiveState") == "active" and now.get("NRestarts") == str(int(before["NRestarts"]) + 1)

    real.until(is_new, f"a restart: thread {name} is stuck")
    took = time.monotonic() - began
    assert took < RESTARTED_WITHIN, f"{name}: {took:.0f} s"
    return took


def judge_unit():
    judged = subprocess.run(["systemd-analyze", "security", "--offline=true", f"--threshold={LEAST_SECURE}", UNIT], capture_output=True, text=True)
    assert judged.returncode == 0, judged.stdout[-500:] + judged.stderr


def check(program, folder):
    real.need("systemd-analyze", "systemctl", "unshare", "nsenter", "pgrep")
    if os.geteuid() != 0 or not os.access("/lib/systemd/systemd", os.X_OK):
        raise real.LeftOut("needs systemd, and to be root")
    judge_unit()
    machine = Machine(program, pathlib.Path(folder))
    try:
        with contextlib.suppress(AssertionError):
            real.until(lambda: "ActiveState" in machine.facts(), "systemd", 20)
        if "ActiveState" not in machine.facts():
            raise real.LeftOut("no systemd may run here in namespaces of its own")
        machine.until("it is ready", ActiveState="active", SubState="running", NRestarts="0")
        real.until(lambda: machine.facts()["StatusText"].startswith("posts live"), "a status that people can read")

        took = {name: restarted(machine, name) for name in ("main", "feeds", "sinks")}

        for config, answer in (("# read anew\n", "was read again"), ("[sinks.wrong]\n", "stays as it was")):
            machine.configure(config)
            assert machine.ask("reload", "outcry").returncode == 0
            real.until(lambda: f"the configuration {answer}" in (machine.folder / "outcry.log").read_text(), answer)
            machine.until("it goes on", ActiveState="active", NRestarts=str(len(took)))

        assert machine.ask("stop", "outcry").returncode == 0
        machine.until("it stops", ActiveState="inactive", Result="success", ExecMainStatus="0")

        machine.configure("[sinks.wrong]\n")
        machine.ask("start", "outcry")
        machine.until("it fails once", ActiveState="failed", ExecMainStatus="2", NRestarts="0")
        return ", ".join(f"{name} stuck: restarted after {span:.0f} s" for name, span in took.items())
    finally:
        machine.end()
