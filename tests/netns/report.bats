# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-report --test: cables that are pulled and plugged in again when somebody at a terminal is asked to; sysfs is a mock.
load status.bash

setup() {
	node_start
	two_neighbors
}

teardown() {
	end_background
}

# answered ANSWER... - tbnet-report --test on a terminal, where "replug" has the cable that is asked for pulled and plugged in,
# "pull" only pulled, and all else is typed
answered() {
	/usr/bin/python3 -c 'import os, pty, re, select, subprocess, sys, time
enter, program, answers = sys.argv[1].split(), sys.argv[2:4], sys.argv[4:]
pid, fd = pty.fork()
if pid == 0:
    os.execvp(enter[0], enter + ["env", "SYSTEMD_DEVICE_VERIFY_SYSFS=0"] + program + ["--test"])
def ip(*words):
    subprocess.run(enter + ["ip", "link"] + list(words), check=True)
text, seen, begun = "", 0, time.monotonic()
while time.monotonic() < begun + 60:
    try:
        if select.select([fd], [], [], 1)[0]:
            text += os.read(fd, 4096).decode()
    except OSError:
        break
    asked = re.search(r"Pull the cable of (\S+) ", text[seen:])
    if asked and answers:
        answer, name = answers.pop(0), asked[1]
        seen += asked.end()
        if answer not in ("replug", "pull"):
            os.write(fd, answer.encode() + b"\n")
            continue
        ip("del", name)
        while "plug it in again" not in text[seen:]:
            text += os.read(fd, 4096).decode()
        if answer == "pull":
            os.write(fd, b"\n")
            continue
        ip("add", "name", name, "mtu", "65520", "type", "veth", "peer", "name", "p-" + name, "mtu", "65520")
        ip("set", name, "up")
        time.sleep(0.3)
        ip("set", "p-" + name, "up")
print(text)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))' "${enter[*]}" "$TBNET_BIN/tbnet-report" "--output=$BATS_TEST_TMPDIR/a.tar" "$@"
}

@test "tbnet-report --test measures how long a link takes to come back, and what the links pass (mock)" {
	run -0 answered replug ''
	assert_output --regexp 'en05: usable again, interface [0-9]+ ms after the first event, up at MTU 65520 after [0-9]+ ms, carrier after [0-9]{3,} ms'
	assert_output --partial 'en06: not pulled'
	assert_output --regexp 'en06: 0 of 120 echoes lost, [0-9]+ us, up to 65520 bytes, at least [0-9.]+ of 2 x 20.0 Gb/s each way, [0-9]+ us under load'
	# and it is in the report
	run -0 tar -xOf "$BATS_TEST_TMPDIR/a.tar" tbnet-report/figures
	assert_line --index 0 --regexp '^en05: usable again, interface '
}

@test "tbnet-report --test says of a link that it did not come back (mock)" {
	run -0 answered pull ''
	assert_output --partial 'en05: NOT usable again'
	assert_output --partial 'It did not come back.'
}

@test "tbnet-report --test is for a terminal alone (mock)" {
	run -2 --separate-stderr in_world "$TBNET_BIN/tbnet-report" --test
	assert_equal "$stderr" 'tbnet-report: --test asks you to pull cables, so it needs a terminal'
}
