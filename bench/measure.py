"""Runs a command and measures it: time from spawn to exit, and peak resident memory."""

import ctypes
import os
import signal
import time

_DEVNULL = os.open(os.devnull, os.O_RDWR)
_TO_DEVNULL = [(os.POSIX_SPAWN_DUP2, _DEVNULL, fd) for fd in (0, 1, 2)]


class Failed(Exception):
    """A measured command did not end well."""


def spawn_to_exit(command, environment=None):
    """Seconds from posix_spawn to the end of the process, and wait4's peak memory in KiB.

    The kernel counts the memory of the process that spawned towards that peak (a vforked child
    starts with it), so small figures are wrong: use peak_kib for those."""
    environment = dict(os.environ if environment is None else environment)
    start = time.perf_counter_ns()
    pid = os.posix_spawnp(command[0], command, environment, file_actions=_TO_DEVNULL)
    _, status, usage = os.wait4(pid, 0)
    seconds = (time.perf_counter_ns() - start) / 1e9
    code = os.waitstatus_to_exitcode(status)
    if code != 0:
        raise Failed(f"{' '.join(command)} ended with {code}")
    return seconds, usage.ru_maxrss


# ptrace requests and events, from <sys/ptrace.h>.
_TRACEME, _CONT, _SETOPTIONS = 0, 7, 0x4200
_TRACE_EXIT, _EVENT_EXIT = 0x40, 6


def peak_kib(command):
    """Peak resident memory in KiB as the kernel knows it when the process ends (VmHWM).

    The process is stopped just before it ends, so nothing of this program is counted. Where
    tracing is not allowed, wait4's figure."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    pid = os.fork()
    if pid == 0:
        try:
            for fd in (0, 1, 2):
                os.dup2(_DEVNULL, fd)
            if libc.ptrace(_TRACEME, 0, None, None) == 0:
                os.execvp(command[0], command)
        finally:
            os._exit(127)
    _, status = os.waitpid(pid, 0)
    if not os.WIFSTOPPED(status):
        return spawn_to_exit(command)[1]
    libc.ptrace(_SETOPTIONS, pid, None, _TRACE_EXIT)
    libc.ptrace(_CONT, pid, None, None)
    peak = None
    while True:
        _, status = os.waitpid(pid, 0)
        if os.WIFEXITED(status) or os.WIFSIGNALED(status):
            break
        stopped_by = os.WSTOPSIG(status)
        if status >> 8 == (signal.SIGTRAP | _EVENT_EXIT << 8):
            peak = _vm_hwm(pid)
        deliver = 0 if stopped_by == signal.SIGTRAP else stopped_by
        libc.ptrace(_CONT, pid, None, deliver)
    if peak is None:
        raise Failed(f"{' '.join(command)} could not be traced to its end")
    return peak


def _vm_hwm(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return None


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def interleaved(jobs, rounds):
    """Runs each job once a round, so that whatever disturbs the machine disturbs all alike.

    jobs: name -> function without arguments; returns name -> list of results."""
    results = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            results[name].append(job())
    return results
