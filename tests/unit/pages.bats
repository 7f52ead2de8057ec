# SPDX-License-Identifier: GPL-2.0-or-later
# What the README, the manual pages and the findings' pages name is there: commands, units, pages, findings, settings.
load ../lib/common.bash

setup() {
	mapfile -t pages < <(printf '%s\n' "$TBNET_TOP/README.md" "$TBNET_TOP"/helpers/*.scd "$TBNET_TOP"/helpers/*/*.scd "$TBNET_TOP"/conf/*.scd)
}

# named FILE - what it shows as a command, one a line: *bold* in a manual page, `code` in the README, lines after a prompt
named() {
	case $1 in
	*.md) grep -oP '`tbnet[^`]*`|^ {4,}tbnet .*|^ {4,}tests/\S+' "$1" | tr -d '`' ;;
	*) grep -oP '^\s*[#$] tbnet.*|\*tbnet[^*]*\*(\(\d\))?' "$1" | sed 's/[*\]//g' ;;
	esac | sed -E 's/^\s*([#$] )?//; s/( {2,}|#).*//'
}

# right WORD... - empty if this is a command with its verb and options, a unit or a page; else what is wrong
right() {
	local program=$1 help word verbs
	shift
	case $program in
	tests/*)
		[ -x "$TBNET_TOP/$program" ] || echo "no $program"
		return
		;;
	*'('[1-8]')')
		word=${program%(*}.${program: -2:1}.scd
		[ -n "$(find "$TBNET_TOP/helpers" "$TBNET_TOP/conf" -name "$word")" ] || echo "no page $word"
		return
		;;
	*.service | *.timer | *.path)
		word=${program/@*./@.}
		[ -n "$(compgen -G "$TBNET_TOP/units/$word*")" ] || echo "no unit $word"
		return
		;;
	esac
	if [ "$program" = tbnet ] && [[ ${1:-} =~ ^[a-z] ]]; then
		program=tbnet-$1
		shift
	fi
	help=$("$TBNET_BIN/$program" --help 2>&-) || {
		echo "no program $program"
		return
	}
	verbs=$(sed -n '/^$/q; s/^  \([a-z]\+\) .*/\1/p' <<< "$help")
	for word; do
		case $word in
		'&&' | ';' | '|' | '2>'*) break ;;
		--*) grep -qE -- "${word%%[=[]*}([^a-z-]|$)" <<< "$help" || echo "$program has no option $word" ;;
		-[qvhV]) ;;
		-*) echo "$program has no option $word" ;;
		*)
			[ -z "$verbs" ] || grep -qxE "$(tr '|' '\n' <<< "${word//[,.]/}" | head -n 1)" <<< "$verbs" || echo "$program has no verb $word"
			break
			;;
		esac
	done
}

@test "every command, unit and page that the README and the manual pages name is there, with its verb and options" {
	local page command wrong='' n=0
	local -a words
	# each once, with the first page that names it
	while IFS=$'\t' read -r command page; do
		read -ra words <<< "$command"
		n=$((n + 1))
		wrong+=$(right "${words[@]}" | sed "s|^|$page: |; s|$|\\\\n|")
	done < <(for page in "${pages[@]}"; do named "$page" | sed "s|$|\t${page##*/}|"; done | sort -t $'\t' -k 1,1 -u)
	[ -z "$wrong" ] || fail "$(printf '%b' "$wrong")"
	[ "$n" -gt 100 ]
}

@test "every command that --explain names is there, with its verb and options" {
	local wrong='' n=0
	local -a words
	while read -ra words; do
		n=$((n + 1))
		wrong+=$(right "${words[@]}" | sed 's|$|\\n|')
	done < <("$TBNET_BIN/tbnet-status" --explain=all | sed -nE 's/^next   ((tbnet|tbnet-[a-z]+)( .*)?)$/\1/p')
	[ -z "$wrong" ] || fail "$(printf '%b' "$wrong")"
	[ "$n" -gt 10 ]
}

@test "a command, verb, option, unit or page that is not there is found" {
	run right tbnet stats
	assert_output 'no program tbnet-stats'
	run right tbnet-fabric paln
	assert_output 'tbnet-fabric has no verb paln'
	run right tbnet up --wat en05
	assert_output 'tbnet-up has no option --wat'
	run right tbnet-chek.timer
	assert_output 'no unit tbnet-chek.timer'
	run right 'tbnet-fabrik(8)'
	assert_output 'no page tbnet-fabrik.8.scd'
}

@test "every finding that a page names has an explanation" {
	local finding n=0
	while read -r finding; do
		"$TBNET_BIN/tbnet-status" --explain="$finding" > /dev/null || fail "no page on $finding"
		n=$((n + 1))
	done < <(grep -ohwE 'F[0-9]{1,2}' "${pages[@]}" | sort -u)
	[ "$n" -gt 8 ]
}

@test "every setting that the README, the quick start and the answers name is in tbnet.conf" {
	local setting n=0
	while read -r setting; do
		grep -q "^#$setting=" "$TBNET_TOP/conf/tbnet.conf" || fail "no setting $setting"
		n=$((n + 1))
	done < <(grep -ohE 'TBNET_[A-Z_0-9]+' "$TBNET_TOP"/README.md "$TBNET_TOP"/helpers/tbnet-{quickstart,faq}.7.scd | sort -u)
	[ "$n" -gt 4 ]
}
