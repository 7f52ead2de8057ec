# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The world of tests/faults: the node of tests/netns/status.bash, and beside it the tool that makes calls fail.

# shellcheck source=tests/netns/status.bash
. "${BASH_SOURCE[0]%/*}/../netns/status.bash"
# shellcheck source=tests/netns/fabric.bash
. "${BASH_SOURCE[0]%/*}/../netns/fabric.bash"

# for setup_file()
build_inject() {
	export faults_tools=$BATS_FILE_TMPDIR
	gcc -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O1 -o "$faults_tools/inject" "$BATS_TEST_DIRNAME/inject.c"
	build_library preload
}

# build_library NAME - NAME.so, for LD_PRELOAD
build_library() {
	gcc -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O1 -shared -fPIC -o "$faults_tools/$1.so" "$BATS_TEST_DIRNAME/$1.c"
}

# for setup()
faults_start() {
	mkdir -p "$usr/lib/modules" "$usr/bin"
	cp "$BATS_TEST_DIRNAME/../lib/json.pl" "$usr/bin"
	cp "$BATS_TEST_DIRNAME/../unit/ceph/fake" "$usr/bin/ceph"
	cp "$BATS_TEST_DIRNAME/../unit/ceph/fake" "$usr/bin/rados"
	mocks
	node_start
	in_world mount -t tmpfs tmpfs /usr/lib/modules
	in_world mount -t tmpfs tmpfs /usr/local
	in_world touch /run/world-of-faults
	in_world mount -t tmpfs tmpfs /var/lib
}

# sweep SITUATION MODE - what it says is in $output, whatever it found
sweep() {
	in_world env SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$BATS_TEST_DIRNAME/sweep" "$@" > "$BATS_TEST_TMPDIR/found" 2>&1 || true
	run -0 cat "$BATS_TEST_TMPDIR/found"
}
