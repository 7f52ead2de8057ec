# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Completion for tbnet and its programs: verbs and options are those that --help of each has.

_tbnet() {
	local cur=${COMP_WORDS[COMP_CWORD]} program=${COMP_WORDS[0]} i=1 help verbs word
	local PATH=$PATH:/usr/sbin	# not in that of a user without root
	COMPREPLY=()
	if [[ ${program##*/} == tbnet ]]; then
		for ((; i < COMP_CWORD; i++)); do
			[[ ${COMP_WORDS[i]} == -* ]] && continue
			program=tbnet-${COMP_WORDS[i++]}
			break
		done
	fi
	help=$("$program" --help 2> /dev/null) || return 0
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(grep -oE -- '--[a-z0-9-]+=?' <<< "$help" | sort -u)" -- "$cur")
		[[ ${COMPREPLY[*]} != *= ]] || compopt -o nospace 2> /dev/null
		return 0
	fi
	verbs=$(sed -n '/^$/q; s/^  \([a-z]\+\) .*/\1/p' <<< "$help")
	for word in "${COMP_WORDS[@]:i:COMP_CWORD-i}"; do
		[[ $word == -* ]] || verbs=
	done
	if [[ -n $verbs ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$verbs" -- "$cur")
	elif [[ ${help%%$'\n'*} == *IF* ]]; then
		mapfile -t COMPREPLY < <(cd /sys/class/net && compgen -G "$cur*")
	fi
}
complete -F _tbnet tbnet tbnet-adopt tbnet-ceph tbnet-check tbnet-drain tbnet-fabric tbnet-ifup tbnet-interfaces tbnet-irq tbnet-modules \
	tbnet-name tbnet-report tbnet-status tbnet-up
