#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-adopt: what a power cut at any moment leaves.

load ../lib/common.bash

setup() {
	load ../unit/adopt.bash
	need_private
}

# cut_at CALLS OPTION - tbnet-adopt OPTION, again and again from the same state, killed before each of its system calls
# of these kinds in turn. After each every file is whole, as it was or as it is to be; and then the way back is undo.
cut_at() {
	on_machine '
		export ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0	# which needs ptrace for itself
		program=$TBNET_BIN/tbnet-adopt
		python3=/usr/bin/python3
		mkdir -p /run/state
		python3 - "$program" "$@" <<- "END"
			import collections, os, re, shutil, subprocess, sys

			program, calls, option = sys.argv[1:]
			places = ["/etc", "/usr/local", "/var/spool", "/var/lib"]

			def state():
			    "{path: what is there}, without backups"
			    found = {}
			    for place in places:
			        for top, dirs, files in os.walk(place):
			            dirs[:] = [d for d in dirs if os.path.join(top, d) != "/var/lib/tbnet"]
			            for name in files:
			                path = os.path.join(top, name)
			                st = os.lstat(path)
			                text = os.readlink(path) if os.path.islink(path) else open(path, "rb").read()
			                found[path] = (st.st_mode, st.st_uid, st.st_gid, text)
			    return found

			def run(*command):
			    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode

			def restore():
			    for place in places:
			        for name in os.listdir(place):
			            path = os.path.join(place, name)
			            shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.remove(path)
			        shutil.copytree("/run/state" + place, place, symlinks=True, dirs_exist_ok=True)
			    shutil.rmtree("/run/tbnet", ignore_errors=True)

			original = state()
			if option == "undo":
			    assert run(program, "apply") == 0
			before = state()
			for place in places:
			    shutil.copytree(place, "/run/state" + place, symlinks=True)
			shutil.rmtree("/run/tbnet", ignore_errors=True)
			assert run("strace", "-qq", "-o", "/run/trace", program, option) == 0
			after = state()
			assert after != before
			count, cuts = collections.Counter(), []
			for line in open("/run/trace"):
			    call = re.match(r"[a-z0-9_]+", line)
			    if call:
			        count[call[0]] += 1
			        if re.fullmatch(calls, call[0]):
			            cuts.append((call[0], count[call[0]]))
			# FAULTS=all: each, else every fourth
			cuts = cuts[::1 if os.environ.get("FAULTS") == "all" else 4]
			partly = 0
			for call, number in cuts:
			    restore()
			    status = run("strace", "-qq", "-o", "/dev/null", "-e", "signal=none",
			                 "-e", f"inject={call}:signal=KILL:when={number}", program, option)
			    assert status != 0, (call, number)
			    now = {p: v for p, v in state().items() if not p.endswith(".tbnet-new")}
			    for path in set(now) | set(before) | set(after):
			        assert now.get(path) in (before.get(path), after.get(path)), (call, number, path)
			    partly += now != before and now != after
			    # on, and back: also what a second backup and a second undo make of it
			    assert run(program, option) == 0
			    assert state() == after, (call, number)
			    while option == "apply" and state() != original:
			        assert run(program, "undo") == 0, (call, number)
			print(len(cuts), "cuts,", partly, "of them in the middle")
		END' "$@"
}

@test "killed before any change of a file, apply leaves each file whole; the next one does the rest, and undo is the way back" {
	guide
	run -0 cut_at 'renameat|unlinkat|linkat|rename' apply
	assert_output --regexp '^[1-9][0-9]* cuts, [1-9][0-9]* of them in the middle$'
}

@test "killed before any change of a file, undo leaves each file whole; the next one does the rest" {
	guide
	run -0 cut_at 'renameat|unlinkat|linkat|rename' undo
	assert_output --regexp '^[1-9][0-9]* cuts, [1-9][0-9]* of them in the middle$'
}
