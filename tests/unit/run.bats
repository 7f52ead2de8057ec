# SPDX-License-Identifier: GPL-2.0-or-later
# tests/run: its exit code and its last line.
load ../lib/common.bash

# bats test_tags=in-run
@test "the test that the next one runs" { :; }

@test "a run in which all passed exits with 0" {
	run -0 env -i "PATH=$PATH" "HOME=$HOME" ONLY=in-run "$TBNET_TOP/tests/run" unit
	assert_line --index -1 '1 passed, 0 failed'
}

@test "a layer that failed though each of its tests passed is in what failed, with the lines that tell why" {
	printf '%s\n' '#!/bin/sh' 'printf "1..1\nok 1 one in 2ms\nrm: cannot remove it: busy\n"' 'exit 1' > "$BATS_TEST_TMPDIR/bats"
	chmod +x "$BATS_TEST_TMPDIR/bats"
	run -1 env -i "PATH=$BATS_TEST_TMPDIR:$PATH" "HOME=$HOME" "$TBNET_TOP/tests/run" unit
	assert_line 'unit: not ok: it ended with 1 after 1 of 1 tests, none of which failed'
	assert_line '# rm: cannot remove it: busy'
	assert_line --index -1 '1 passed, 1 failed'
}

@test "of two images for tests/vm both have machines, also in a run with tags, for which bats 1.8 has an IFS of its own" {
	cat > "$BATS_TEST_TMPDIR/setup_suite.bash" <<- 'EOF'
		setup_suite() {
			load() { :; }
			. "$TBNET_TOP/tests/vm/vm.bash"
			printf '# %s\n' "${vm_images[@]}" "$vm_states" >&3
		}
	EOF
	printf '@test "one" { :; }\n' > "$BATS_TEST_TMPDIR/one.bats"
	run -0 env -i "PATH=$PATH" "TBNET_TOP=$TBNET_TOP" VM_IMAGES='trixie trixie-backports' bats --filter-tags '!long' "$BATS_TEST_TMPDIR/one.bats"
	assert_line '# trixie'
	assert_line '# trixie-backports'
	assert_line "# $TBNET_TOP/build/vm/states/trixie+trixie-backports"
}

@test "after sudo, what the tests built belongs to the owner of the clone, who can build there" {
	[ "$(id -u)" -eq 0 ] || cannot_run "only root can give files away"
	local top=$BATS_TEST_TMPDIR/clone
	mkdir -p "$top/build/dev"
	ln -s "$BATS_TEST_TMPDIR" "$top/build/link"
	chown -Rh 4321:4322 "$top"
	touch "$top/build/dev/object"
	state=$top/build . "$TBNET_TOP/tests/lib/install.bash"
	give_back
	assert_equal "$(stat -c %u:%g "$top/build/dev/object")" 4321:4322
	assert_equal "$(stat -c %u "$BATS_TEST_TMPDIR")" 0
}
