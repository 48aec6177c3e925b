"""The system calls that no program of an exercise needs and that could lead out of a box.

A filter for seccomp(2), made by hand: a library for it would be a dependency for forty
instructions. Refused are new user namespaces (in one a program is root, and may mount a
/tmp of any size), mounts, what loads code into the kernel, keyrings (they belong to no
namespace), io_uring, and sockets to the host of a virtual machine. SO_LINGER is passed over: who
closes the last copy of such a socket waits, and a copy may be sent to the supervisor.
"""

from __future__ import annotations

import errno
import platform
import struct

# struct sock_filter and the instructions used (linux/filter.h).
_INSTRUCTION = struct.Struct("HBBI")
_LOAD, _JUMP_EQUAL, _JUMP_FROM, _JUMP_BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06

# Offsets in struct seccomp_data; the low half of an argument, as both machines order bytes.
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT, _SECOND_ARGUMENT, _THIRD_ARGUMENT = 0, 4, 16, 24, 32

_ALLOW = 0x7FFF0000
_FAIL = 0x00050000
_PASS_OVER = _FAIL | 0

_CLONE_NEWUSER = 0x10000000
_AF_VSOCK = 40
_SOL_SOCKET, _SO_LINGER = 1, 13

# Numbers from here on are x32's, which would be another way to the same calls.
_X32 = 0x40000000

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# Newer calls have one number on all machines.
_NEW = {
    "io_uring_setup": 425,
    "open_tree": 428,
    "move_mount": 429,
    "fsopen": 430,
    "fsconfig": 431,
    "fsmount": 432,
    "fspick": 433,
    "mount_setattr": 442,
    "memfd_secret": 447,
}
_REFUSED = {
    "x86_64": {
        "pivot_root": 155,
        "mount": 165,
        "umount2": 166,
        "init_module": 175,
        "delete_module": 176,
        "add_key": 248,
        "request_key": 249,
        "keyctl": 250,
        "perf_event_open": 298,
        "open_by_handle_at": 304,
        "setns": 308,
        "finit_module": 313,
        "bpf": 321,
        "userfaultfd": 323,
        **_NEW,
    },
    "aarch64": {
        "umount2": 39,
        "mount": 40,
        "pivot_root": 41,
        "init_module": 105,
        "delete_module": 106,
        "add_key": 217,
        "request_key": 218,
        "keyctl": 219,
        "perf_event_open": 241,
        "open_by_handle_at": 265,
        "setns": 268,
        "finit_module": 273,
        "bpf": 280,
        "userfaultfd": 282,
        **_NEW,
    },
}

# Calls whose first argument decides: bits of clone and unshare, the value of socket.
_FLAGGED = {"x86_64": (56, 272), "aarch64": (220, 97)}
_SOCKET = {"x86_64": 41, "aarch64": 198}
_SETSOCKOPT = {"x86_64": 54, "aarch64": 208}

# Its flags lie in memory, where a filter cannot look; without it the C library takes clone.
_CLONE3 = 435


class MachineUnknown(Exception):
    """There is no filter for this kind of processor."""


def program(machine: str = "") -> bytes:
    """The filter for a kind of processor, by default this one's, as seccomp(2) takes it.

    Raises MachineUnknown.
    """
    machine = machine or platform.machine()
    if machine not in _ARCHITECTURES:
        raise MachineUnknown(machine)
    refuse, unknown = _FAIL | errno.EPERM, _FAIL | errno.ENOSYS
    code = [
        _instruction(_LOAD, _ARCHITECTURE),
        _instruction(_JUMP_EQUAL, _ARCHITECTURES[machine], 1, 0),
        _instruction(_RETURN, unknown),
        _instruction(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":
        code += [_instruction(_JUMP_FROM, _X32, 0, 1), _instruction(_RETURN, unknown)]
    for number in sorted(_REFUSED[machine].values()):
        code += [_instruction(_JUMP_EQUAL, number, 0, 1), _instruction(_RETURN, refuse)]
    code += [_instruction(_JUMP_EQUAL, _CLONE3, 0, 1), _instruction(_RETURN, unknown)]
    decided = [(number, _JUMP_BITS, _CLONE_NEWUSER) for number in _FLAGGED[machine]]
    for number, test, value in (*decided, (_SOCKET[machine], _JUMP_EQUAL, _AF_VSOCK)):
        code += [
            _instruction(_JUMP_EQUAL, number, 0, 4),
            _instruction(_LOAD, _FIRST_ARGUMENT),
            _instruction(test, value, 0, 1),
            _instruction(_RETURN, refuse),
            _instruction(_RETURN, _ALLOW),
        ]
    code += [
        _instruction(_JUMP_EQUAL, _SETSOCKOPT[machine], 0, 6),
        _instruction(_LOAD, _SECOND_ARGUMENT),
        _instruction(_JUMP_EQUAL, _SOL_SOCKET, 0, 3),
        _instruction(_LOAD, _THIRD_ARGUMENT),
        _instruction(_JUMP_EQUAL, _SO_LINGER, 0, 1),
        _instruction(_RETURN, _PASS_OVER),
        _instruction(_RETURN, _ALLOW),
    ]
    return b"".join([*code, _instruction(_RETURN, _ALLOW)])


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return _INSTRUCTION.pack(code, if_true, if_false, value)
