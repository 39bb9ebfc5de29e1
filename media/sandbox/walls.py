"""The walls around a process that decodes what a stranger sent. Nothing here can be undone from inside."""

import contextlib
import ctypes
import os
import platform
import resource
import signal
import struct

from sizes import CPU_SECONDS, MEMORY, OPEN_FILES, OUTPUT

NOBODY = 65534
PDEATHSIG, SECCOMP, NO_NEW_PRIVILEGES = 1, 22, 38
FILTER_MODE = 2
LOAD, EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050001, 0x80000000  # REFUSE: the call answers EPERM
UNKNOWN = 0x00050026  # the call answers ENOSYS: glibc then starts its threads with clone
THREAD = 0x00010000

# By machine: its audit number, clone, clone3, and the calls that open, change, start, talk or reach into others.
CALLS = {
    "x86_64": (
        0xC000003E,
        56,
        435,
        # open creat openat openat2 · truncate rename mkdir rmdir link unlink symlink chmod fchmod chown fchown lchown mknod and their …at
        (2, 85, 257, 437, 304, 76, 77, 82, 83, 84, 86, 87, 88, 90, 91, 92, 93, 94, 133, 258, 259, 260, 263, 264, 265, 266, 268, 316, 452)
        # fork vfork execve execveat · socket socketpair connect · kill tkill ptrace process_vm_* queueinfo pidfd_*
        + (57, 58, 59, 322, 41, 53, 42, 62, 200, 101, 310, 311, 129, 297, 424, 434, 438)
        # mount unshare setns bpf io_uring userfaultfd keys perf memfd setrlimit prlimit
        + (165, 272, 308, 321, 425, 426, 427, 323, 248, 249, 250, 298, 319, 160, 302),
    ),
    "aarch64": (
        0xC00000B7,
        220,
        435,
        (56, 437, 265, 45, 46, 33, 34, 35, 36, 37, 38, 52, 53, 54, 55, 276, 452)
        + (221, 281, 198, 199, 203, 129, 130, 117, 270, 271, 138, 240, 424, 434, 438)
        + (40, 97, 268, 280, 425, 426, 427, 282, 217, 218, 219, 241, 279, 164, 261),
    ),
}


def limit() -> None:
    """Bound memory, time, output and open files. Before anything is imported that reads pictures."""
    for what, most in [
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ]:
        resource.setrlimit(what, (most, most))
    os.nice(5)


def close() -> None:
    """Give up rights, files and the network. After the imports: from here on nothing can be opened any more."""
    if os.getuid() == 0:
        with contextlib.suppress(OSError):  # root of a container without the right to become somebody else
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
    with contextlib.suppress(OSError, AttributeError):  # not Linux, or a kernel without seccomp: the limits still hold
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        _refuse_calls(libc)


def _refuse_calls(libc) -> None:
    if platform.machine() not in CALLS:
        return
    program = _program(*CALLS[platform.machine()])
    code = ctypes.create_string_buffer(b"".join(program))
    head = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program), ctypes.addressof(code)))
    libc.prctl(SECCOMP, FILTER_MODE, ctypes.byref(head), 0, 0)


def _program(machine: int, clone: int, clone3: int, refused: tuple[int, ...]) -> list[bytes]:
    """The filter: another machine's calls kill, the refused answer EPERM, clone only makes threads."""
    lines = [_line(LOAD, 4), _line(EQUAL, machine, 1, 0), _line(RETURN, KILL), _line(LOAD, 0)]
    lines += [_line(0x35, 0x40000000, 0, 1), _line(RETURN, KILL)]  # the x32 names of the same calls
    lines += [_line(EQUAL, clone3, 0, 1), _line(RETURN, UNKNOWN)]
    for number in refused:
        lines += [_line(EQUAL, number, 0, 1), _line(RETURN, REFUSE)]
    lines += [_line(EQUAL, clone, 0, 3), _line(LOAD, 16), _line(ANY_BIT, THREAD, 1, 0), _line(RETURN, REFUSE)]
    return [*lines, _line(RETURN, ALLOW)]


def _line(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)
