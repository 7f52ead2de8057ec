#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""redirect.py IN.ko OUT.ko SYMVERS - point Debian's thunderbolt.ko at tbhw.ko.

The names of the functions with which it reaches its hardware are changed to
those that tbhw.ko exports, in the symbol table (by objcopy) and in the
__versions section, where each also gets its new checksum, from the
Module.symvers of the tbhw build. Nothing else changes: what thunderbolt.ko
exports, and the checksums thunderbolt_net.ko expects of it, stay Debian's.
"""
import os
import struct
import subprocess
import sys

NAMES = ("ioread32 iowrite32 pcim_iomap_table "
         "pci_irq_vector devm_request_threaded_irq devm_free_irq").split()
# One of them: the first is an inline function around the second up to Linux 6.1.
EITHER = "pci_alloc_irq_vectors", "pci_alloc_irq_vectors_affinity"
ENTRY = struct.Struct("<Q56s")   # struct modversion_info


def checksums(symvers):
    with open(symvers, encoding="ascii") as lines:
        fields = [line.split("\t") for line in lines]
    return {name: int(crc, 16) for crc, name, *_ in fields}


def redirect(table, crcs):
    """Change the entries of our names in the __versions table; say which were there."""
    seen = set()
    for at in range(0, len(table), ENTRY.size):
        name = ENTRY.unpack_from(table, at)[1].rstrip(b"\0").decode()
        if name in NAMES or name in EITHER:
            seen.add(name)
            ENTRY.pack_into(table, at, crcs["tbhw_" + name], b"tbhw_" + name.encode())
    return seen


def main(source, target, symvers):
    section = target + ".versions"
    subprocess.run(["objcopy", "--dump-section", "__versions=" + section,
                    source, os.devnull], check=True)
    with open(section, "rb") as f:
        table = bytearray(f.read())
    used = redirect(table, checksums(symvers))
    missing = set(NAMES) - used
    if missing or used == set(NAMES):
        sys.exit(f"{source}: does not use {sorted(missing) or EITHER}")
    with open(section, "wb") as f:
        f.write(table)
    rename = [arg for name in used for arg in ("--redefine-sym", f"{name}=tbhw_{name}")]
    subprocess.run(["objcopy", "--update-section", "__versions=" + section,
                    *rename, source, target], check=True)


main(*sys.argv[1:])
