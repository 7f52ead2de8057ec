# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Reads the file "case" of a folder, and says in one line what is wrong with the folder. README.md has the format.

# broken FILE[:LINE]: WHAT - the folder is no case
broken() {
	echo "${1#"$TBNET_TOP"/}"
	exit 3
}

about='' known=''
steps=()	# KEY, a tab, its value: run and what must come out, in order
changes=()	# the same of "without" and "mode", each with the folder in front
folders=()	# those that this case is like, the last of them first, and itself

# read_case FOLDER [base] - of a base only what the machine is; folders that it is like come before it
read_case() {
	local folder=$1 base=${2:-} line number=0 like='' key value
	local -a mine=()
	[ -f "$folder/case" ] || broken "$folder: has no file \"case\""
	while IFS= read -r line || [ -n "$line" ]; do
		number=$((number + 1))
		[[ $line =~ [^[:space:]] && $line != '#'* ]] || continue
		read -r key value <<< "$line"
		[ -n "$value" ] || broken "$folder/case:$number: \"$key\" has no value"
		case $key in
		about) [ -n "$base" ] || about=$value ;;
		known) [ -n "$base" ] || known=$value ;;
		like) like=$value ;;
		without | mode)
			[[ $value =~ ^([0-7]+ )?/(sys|etc|run|usr|var)/ && $value/ != */../* ]] ||
				broken "$folder/case:$number: $value: is nothing that a case may change"
			mine+=("$folder"$'\t'"$key"$'\t'"$value")
			;;
		run) [ -n "$base" ] || steps+=("$key"$'\t'"$value") ;;
		exit | has | hasnt | matches | finds | finds-no)
			[ -n "$base" ] || [ "${#steps[@]}" -gt 0 ] || broken "$folder/case:$number: \"$key\" comes before the first \"run\""
			[ -n "$base" ] || steps+=("$key"$'\t'"$value")
			;;
		*) broken "$folder/case:$number: unknown key \"$key\"" ;;
		esac
	done < "$folder/case"
	if [ -n "$like" ]; then
		[ "${#base}" -lt 4 ] || broken "$folder/case: is like a case that is like a case, and so on: too deep"
		[ -d "${folder%/*}/$like" ] || broken "$folder/case: is like \"$like\", which is not beside it"
		read_case "${folder%/*}/$like" "x$base"
	fi
	folders+=("$folder")
	changes+=("${mine[@]}")
	check_folder "$folder" "$like"
	[ -n "$base" ] || check_steps "$folder"
}

# check_folder FOLDER LIKE - nothing that nobody reads
check_folder() {
	local path
	for path in "$1"/*; do
		case ${path##*/} in
		case | node | sys | report) [ -f "$path" ] || broken "$path: is no file" ;;
		root | answers) [ -d "$path" ] || broken "$path: is no folder" ;;
		*) broken "$path: nothing reads this; a case has case, node, sys, report, root/ and answers/" ;;
		esac
	done
	for path in "$1"/root/*; do
		[[ ! -e $path || ${path##*/} =~ ^(etc|run|tmp|usr|var)$ ]] || broken "$path: root/ has what is below /etc, /run, /tmp, /usr and /var"
	done
	[ -n "$2" ] || [ -f "$1/node" ] || broken "$1: has no file \"node\", and is like no other case"
}

check_steps() {
	[ -n "$about" ] || broken "$1/case: has no \"about\""
	[ "${#steps[@]}" -gt 0 ] || broken "$1/case: runs nothing"
	[[ -z $known || $known =~ ^[HNUSMCF][0-9]+\ .+:\ .+ ]] || broken "$1/case: known: is not \"CASE AREA: REASON\""
}
