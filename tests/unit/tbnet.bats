# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet, the front door, and the completion of bash.
load private.bash

# tbnet ARGUMENT... - tbnet with its programs where this build would install them
tbnet() {
	private 'mount --bind "$TBNET_BIN" /usr/local/bin
		mount --bind "$TBNET_BIN" /usr/local/sbin
		exec "$TBNET_BIN/tbnet" "$@"' "$@"
}

# verbs PROGRAM - those that its help names
verbs() { "$TBNET_BIN/$1" --help | sed -n '/^$/q; s/^  \([a-z]\+\) .*/\1/p'; }

@test "each verb runs the program of its name, with its arguments" {
	need_private
	local verb n=0
	for verb in $(verbs tbnet); do
		run -0 tbnet "$verb" --help
		assert_output "$("$TBNET_BIN/tbnet-$verb" --help)"
		n=$((n + 1))
	done
	[ "$n" -ge 11 ]
	run -2 tbnet status --frobnicate
	assert_output "tbnet-status: unrecognized option '--frobnicate'; try --help"
	run -2 tbnet fabric paln
	assert_output "tbnet-fabric: unrecognized verb 'paln'; try --help"
}

@test "options before the verb are the program's" {
	need_private
	run -2 tbnet -q --verbose name show en05/x
	assert_output 'tbnet-name: "en05/x" cannot be the name of an interface'
	run -2 tbnet -x name
	assert_output "tbnet: unrecognized option '-x'; try --help"
}

# bats test_tags=exec-fails
@test "a program that is not there is reported, exit 1" {
	need_private
	run -1 private 'mount -t tmpfs tmpfs /usr/local; exec "$TBNET_BIN/tbnet" status'
	assert_output --regexp '^tbnet: cannot run /usr/local/s?bin/tbnet-status: No such file or directory$'
}

@test "every program that people run has a verb, a manual page of that name, and a completion" {
	local program name
	for program in "$TBNET_BIN"/tbnet-*; do
		[[ -f $program && -x $program ]] || continue
		name=${program##*/}
		case $name in tbnet-port | tbnet-online) continue ;; esac
		run -0 verbs tbnet
		assert_line "${name#tbnet-}"
		run -0 grep -F "*$name*(8)" "$TBNET_TOP/helpers/tbnet/tbnet.8.scd"
		run -0 grep -wF "$name" <(sed -n '/^complete/,$p' "$TBNET_TOP/helpers/tbnet/completion.bash")
	done
}

# completed WORD... - what the last word may become
completed() {
	bash -c 'PATH=$1:$PATH
		. "$2/helpers/tbnet/completion.bash"
		shift 2
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_tbnet
		printf "%s\n" "${COMPREPLY[@]}"' bash "$TBNET_BIN" "$TBNET_TOP" "$@"
}

# bats test_tags=in-bash
@test "completion: verbs, of tbnet and of each program" {
	run -0 completed tbnet ''
	assert_output "$(verbs tbnet)"
	run -0 completed tbnet fab
	assert_output fabric
	run -0 completed tbnet -v fabric ''
	assert_output "$(verbs tbnet-fabric)"
	run -0 completed tbnet-adopt u
	assert_output undo
	run -0 completed tbnet adopt --dry-run a
	assert_output apply
	run -0 completed tbnet nonsense ''
	assert_output ''
	# shellcheck disable=SC2016 # what is typed is no command
	run -0 completed tbnet '$(touch /nowhere)' ''
	assert_output ''
}

# bats test_tags=in-bash
@test "completion: options, of every program" {
	run -0 completed tbnet status --e
	assert_output --explain=
	run -0 completed tbnet-up --w
	assert_output --wait
	run -0 completed tbnet fabric plan --ver
	assert_output $'--verbose\n--version'
	local verb
	for verb in $(verbs tbnet); do
		run -0 completed tbnet "$verb" --
		assert_output "$("$TBNET_BIN/tbnet-$verb" --help | grep -oE -- '--[a-z0-9-]+=?' | sort -u)"
		run -0 completed "tbnet-$verb" --
		assert_line --help
	done
	run -0 completed tbnet drain undo --b
	assert_output --boot
	run -0 completed tbnet-ceph bench --sec
	assert_output --seconds=
}

# bats test_tags=in-bash
@test "completion: interfaces where one is asked for" {
	run -0 completed tbnet name show l
	assert_line lo
	run -0 completed tbnet-up l
	assert_line lo
	run -0 completed tbnet modules l
	assert_output ''
}
