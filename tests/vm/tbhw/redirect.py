#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""redirect.py IN.ko OUT.ko SYMVERS - point Debian's thunderbolt.ko at tbhw.ko.

The names of the functions with which it reaches its hardware are changed to
those that tbhw.ko exports, in the symbol table (by objcopy). Where the kernel
checks versions of symbols, they are changed in the __versions section as well,
where each also gets its new checksum, from the Module.symvers of the tbhw
build. Nothing else changes: what thunderbolt.ko exports, and the checksums
thunderbolt_net.ko expects of it, stay Debian's.
"""
import os
import struct
import subprocess
import sys

# Each line is one function, by the names that drivers of different kernels call it.
FUNCTIONS = [line.split() for line in """
ioread32
iowrite32
pcim_iomap_table pcim_iomap_region
pci_alloc_irq_vectors pci_alloc_irq_vectors_affinity
pci_irq_vector
devm_request_threaded_irq
devm_free_irq
""".strip().splitlines()]
ENTRY = struct.Struct("<Q56s")   # struct modversion_info


def used_names(module):
    """The name by which the module calls each of the functions."""
    symbols = subprocess.run(["nm", "--undefined-only", "--format=just-symbols", module],
                             check=True, capture_output=True, text=True).stdout.split()
    used = []
    for names in FUNCTIONS:
        found = [name for name in names if name in symbols]
        if len(found) != 1:
            sys.exit(f"{module}: uses {found or 'none'} of {names}")
        used += found
    return used


def has_section(module, name):
    headers = subprocess.run(["readelf", "--section-headers", "--wide", module],
                             check=True, capture_output=True, text=True).stdout
    return f" {name} " in headers


def checksums(symvers):
    with open(symvers, encoding="ascii") as lines:
        fields = [line.split("\t") for line in lines]
    return {name: int(crc, 16) for crc, name, *_ in fields}


def redirect(table, used, crcs):
    """Change the entries of these names in the __versions table."""
    for at in range(0, len(table), ENTRY.size):
        name = ENTRY.unpack_from(table, at)[1].rstrip(b"\0").decode()
        if name in used:
            ENTRY.pack_into(table, at, crcs["tbhw_" + name], b"tbhw_" + name.encode())


def new_versions(source, used, symvers, section):
    """The option with which objcopy puts the changed __versions in, if there is one."""
    if not has_section(source, "__versions"):
        return []
    subprocess.run(["objcopy", "--dump-section", "__versions=" + section,
                    source, os.devnull], check=True)
    with open(section, "rb") as f:
        table = bytearray(f.read())
    redirect(table, used, checksums(symvers))
    with open(section, "wb") as f:
        f.write(table)
    return ["--update-section", "__versions=" + section]


def main(source, target, symvers):
    used = used_names(source)
    rename = [arg for name in used for arg in ("--redefine-sym", f"{name}=tbhw_{name}")]
    subprocess.run(["objcopy", *new_versions(source, used, symvers, target + ".versions"),
                    *rename, source, target], check=True)


main(*sys.argv[1:])
