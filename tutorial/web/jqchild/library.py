"""libjq: its values and the functions of it that are called. Source: jq 1.8, src/jv.h, jq.h, util.h."""

import ctypes
from typing import Any


class Jv(ctypes.Structure):
    """jq's `jv`, passed by value: kind and flags, padding, offset, size, and a pointer or a double (left as bits)."""

    _fields_ = (
        ("kind", ctypes.c_ubyte),
        ("pad", ctypes.c_ubyte),
        ("offset", ctypes.c_ushort),
        ("size", ctypes.c_int),
        ("bits", ctypes.c_uint64),
    )


Message = ctypes.CFUNCTYPE(None, ctypes.c_void_p, Jv)
_P, _I, _S = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p
SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "jv_array": (Jv, ()),
    "jv_array_append": (Jv, (Jv, Jv)),
    "jv_copy": (Jv, (Jv,)),
    "jv_dump_string": (Jv, (Jv, _I)),
    "jv_free": (None, (Jv,)),
    "jv_get_kind": (_I, (Jv,)),
    "jv_invalid_get_msg": (Jv, (Jv,)),
    "jv_invalid_has_msg": (_I, (Jv,)),
    "jv_null": (Jv, ()),
    "jv_number_value": (ctypes.c_double, (Jv,)),
    "jv_object": (Jv, ()),
    "jv_object_set": (Jv, (Jv, Jv, Jv)),
    "jv_parse_sized": (Jv, (_S, _I)),
    "jv_parser_new": (_P, (_I,)),
    "jv_string_length_bytes": (_I, (Jv,)),
    "jv_string_sized": (Jv, (_S, _I)),
    "jv_string_value": (_P, (Jv,)),
    "jq_compile_args": (_I, (_P, _S, Jv)),
    "jq_format_error": (Jv, (Jv,)),
    "jq_get_error_message": (Jv, (_P,)),
    "jq_get_exit_code": (Jv, (_P,)),
    "jq_halted": (_I, (_P,)),
    "jq_init": (_P, ()),
    "jq_next": (Jv, (_P,)),
    "jq_set_attr": (None, (_P, Jv, Jv)),
    "jq_set_debug_cb": (None, (_P, Message, _P)),
    "jq_set_error_cb": (None, (_P, Message, _P)),
    "jq_set_input_cb": (None, (_P, _P, _P)),
    "jq_set_stderr_cb": (None, (_P, Message, _P)),
    "jq_start": (None, (_P, Jv, _I)),
    "jq_util_input_add_input": (None, (_P, _S)),
    "jq_util_input_get_position": (Jv, (_P,)),
    "jq_util_input_init": (_P, (_P, _P)),
    "jq_util_input_next_input": (Jv, (_P,)),
    "jq_util_input_set_parser": (None, (_P, _P, _I)),
}


def load(path: str) -> ctypes.CDLL:
    """libjq, with the signatures of its functions."""
    library = ctypes.CDLL(path)
    for name, (result, arguments) in SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library
