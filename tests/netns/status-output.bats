# SPDX-License-Identifier: GPL-2.0-or-later
# tbnet-status: metrics, and writing to a file. The interfaces are real, sysfs is a mock.
load status.bash

setup() {
	node_start
}

teardown() {
	end_background
}

# metric LINE... - each is one of the output's
metrics() {
	local line
	for line; do
		assert_line "$line"
	done
}

labels05='interface="en05",controller="0000:00:0d.2",port="1",peer="n2"'

# stdin is a whole file of metrics, by the parser of Prometheus' own library; promtool's word is in tests/lint
valid() {
	/usr/bin/python3 -c 'import sys
from prometheus_client.parser import text_string_to_metric_families
names = [f.name for f in text_string_to_metric_families(sys.stdin.read())]
assert len(names) == len(set(names)) > 15, names'
}

@test "metrics: all well (mock)" {
	put "$(of en05)/statistics/rx_bytes" 18446744073709551615
	run -0 --separate-stderr status --prometheus
	assert_equal "$stderr" ''
	metrics 'tbnet_degraded 0' 'tbnet_mesh_ready 1' 'tbnet_findings{severity="error"} 0' "tbnet_link_usable{$labels05} 1" \
		"tbnet_link_mtu_bytes{$labels05} 65520" "tbnet_link_lane_speed_bytes{$labels05} 2500000000" \
		"tbnet_link_rx_bytes_total{$labels05} 18446744073709551615" 'tbnet_driver_loaded 1'
	refute_line --partial 'tbnet_finding{'
	valid <<< "$output"
}

@test "metrics: degraded, with hostile names (mock)" {
	in_world ip link set en05 down
	in_world ip link set en06 mtu 1500
	printf 'n"2\\ \n' > "$(nhi 0d.2)/domain0/0-0/0-1/device_name"
	printf 'n3\033\n' > "$(nhi 0d.3)/domain1/1-0/1-1/device_name"
	run -3 --separate-stderr status --prometheus
	metrics 'tbnet_degraded 1' 'tbnet_mesh_ready 0' 'tbnet_findings{severity="error"} 2' \
		'tbnet_finding{id="F1",check="link-down",severity="error",subject="en05"} 1' \
		'tbnet_finding{id="F12",check="mtu",severity="error",subject="en06"} 1' \
		'tbnet_link_usable{interface="en05",controller="0000:00:0d.2",port="1",peer="n\"2\\ "} 0' \
		'tbnet_link_up{interface="en06",controller="0000:00:0d.3",port="1",peer=""} 1'
	valid <<< "$output"
}

@test "metrics: ready is a mesh whose expected links are usable, whatever warnings there are (mock)" {
	in_etc /etc/systemd/system/a.service 'ExecStart=/sbin/rmmod thunderbolt'
	run -3 status --prometheus
	metrics 'tbnet_degraded 1' 'tbnet_mesh_ready 1'
	# a link that a stanza wants is away, and nothing else is wrong
	in_world umount /sys
	rm -r "$(nhi 0d.3)/domain1/1-0/1-1" "$sys/class/net/en06" "$sys"/bus/thunderbolt/devices/1-1*
	in_world mount --bind "$sys" /sys
	run -3 status --prometheus
	metrics 'tbnet_findings{severity="error"} 0' 'tbnet_mesh_ready 0'
	# nobody wants it; then no link at all
	in_etc /etc/network/interfaces
	run -3 status --prometheus
	metrics 'tbnet_mesh_ready 1'
	in_world umount /sys
	rm -r "$(nhi 0d.2)/domain0/0-0/0-1" "$sys/class/net/en05" "$sys"/bus/thunderbolt/devices/0-1*
	in_world mount --bind "$sys" /sys
	run -3 status --prometheus
	metrics 'tbnet_mesh_ready 0'
}

@test "metrics are what --json says: one look, one object (mock)" {
	local json prometheus key
	put "$(of en05)/statistics/tx_packets" 18446744073709551615
	json=$(status --json)
	prometheus=$(status --prometheus)
	for key in mtu carrier_changes lanes; do
		run -0 sed -nE "s/^tbnet_link_$key(_bytes|_total)?\\{.* ([0-9]+)$/\\2/p" <<< "$prometheus"
		assert_output "$(jq -r ".links[].$key" <<< "$json")"
	done
	run -0 grep -c '^tbnet_link_tx_packets_total{.* 18446744073709551615$' <<< "$prometheus"
	run -1 grep -rn 'host_port\|findings->' "$TBNET_TOP/helpers/tbnet-status/prometheus.c"
}

@test "metrics: one check that finds two things of the node is no double entry (mock)" {
	in_etc /etc/systemd/system/a.service 'ExecStart=/sbin/rmmod thunderbolt'
	in_etc /etc/systemd/system/b.service 'ExecStart=/sbin/rmmod thunderbolt'
	run -3 status --prometheus
	assert_equal "$(grep -c 'check="core-reload"' <<< "$output")" 1
	valid <<< "$output"
}

@test "--output replaces a file whole, readable for all; what fails leaves it (mock)" {
	local file=$BATS_TEST_TMPDIR/out/tbnet.prom
	mkdir "${file%/*}"
	run -0 status --prometheus "--output=$file"
	refute_output
	assert_equal "$(stat -c %a "$file")" 644
	assert_equal "$(ls -A "${file%/*}")" tbnet.prom
	valid < "$file"
	run -0 status --json --output "$file"
	jq -e '.schema == 1' "$file"

	echo old > "$file"
	run -1 in_world env SYSTEMD_DEVICE_VERIFY_SYSFS=0 sh -c 'ulimit -f 0; trap "" XFSZ; exec "$0" "$@"' "$TBNET_BIN/tbnet-status" \
		--prometheus "--output=$file"
	assert_line --regexp "^tbnet-status: cannot write $file: "
	assert_equal "$(cat "$file")" old
	assert_equal "$(ls -A "${file%/*}")" tbnet.prom
	run -1 status --prometheus --output=/nowhere/tbnet.prom
	assert_output 'tbnet-status: cannot write /nowhere/tbnet.prom: No such file or directory'
	run -2 status --output=x
	assert_output 'tbnet-status: --output needs --json, --prometheus or --svg'
	run -2 status --json --explain=F1
	assert_output 'tbnet-status: --explain cannot be combined with other options'
}

@test "--output does not replace what is no regular file, nor write through a link (mock)" {
	local folder=$BATS_TEST_TMPDIR/out kind
	mkdir -p "$folder"/{folder,elsewhere}
	mkfifo "$folder/pipe"
	mknod "$folder/device" c 1 3
	/usr/bin/python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$folder/socket"
	echo old > "$folder/elsewhere/file"
	ln -s elsewhere/file "$folder/link"
	ln -s elsewhere/none "$folder/dangling"
	for kind in folder pipe device socket link dangling; do
		run -1 timeout 20 "${enter[@]}" env SYSTEMD_DEVICE_VERIFY_SYSFS=0 "$TBNET_BIN/tbnet-status" --prometheus "--output=$folder/$kind"
		assert_output "tbnet-status: cannot write $folder/$kind: it exists and is not a regular file"
	done
	assert_equal "$(find "$folder" -mindepth 1 -printf '%y %P\n' | LC_ALL=C sort | paste -sd ' ')" \
		'c device d elsewhere d folder f elsewhere/file l dangling l link p pipe s socket'
	assert_equal "$(cat "$folder/elsewhere/file")" old
}

@test "--output is on the disk before it takes the place, and then its place is (mock)" {
	run -0 in_world env "ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0" SYSTEMD_DEVICE_VERIFY_SYSFS=0 \
		strace -f -qq -y -o "$trace" -e trace=fsync,rename,renameat,renameat2 \
		"$TBNET_BIN/tbnet-status" --json "--output=$BATS_TEST_TMPDIR/status.json"
	# not what root notes of errors
	run -0 sed -nE '/<\/run\/tbnet>/d; s/^[0-9]+ +([a-z]+)[a-z0-9]*\(([0-9]+<([^>]*)>)?.*/\1 \3/p' "$trace"
	assert_line --index 0 "fsync $BATS_TEST_TMPDIR/.status.json.tbnet-new"
	assert_line --index 1 "renameat $BATS_TEST_TMPDIR"
	assert_line --index 2 "fsync $BATS_TEST_TMPDIR"
	assert_equal "${#lines[@]}" 3
}

@test "--output takes the place of what a killed run left, and follows no link there (mock)" {
	local folder=$BATS_TEST_TMPDIR/out
	mkdir "$folder"
	run in_world env "ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0" SYSTEMD_DEVICE_VERIFY_SYSFS=0 strace -f -qq -o "$trace" \
		-P "$folder/.tbnet.prom.tbnet-new" -e inject=fsync:signal=KILL "$TBNET_BIN/tbnet-status" --prometheus "--output=$folder/tbnet.prom"
	assert_equal "$(ls -A "$folder")" .tbnet.prom.tbnet-new
	run -0 status --prometheus "--output=$folder/tbnet.prom"
	assert_equal "$(ls -A "$folder")" tbnet.prom
	valid < "$folder/tbnet.prom"

	echo precious > "$BATS_TEST_TMPDIR/precious"
	ln -s ../precious "$folder/.tbnet.prom.tbnet-new"
	run -0 status --prometheus "--output=$folder/tbnet.prom"
	assert_equal "$(ls -A "$folder")" tbnet.prom
	assert_equal "$(cat "$BATS_TEST_TMPDIR/precious")" precious
}

@test "--output by two runs at once is the one's or the other's, whole: the second waits for the first (mock)" {
	local file=$BATS_TEST_TMPDIR/out/tbnet
	mkdir "${file%/*}"
	# held up where all is written
	start_traced -P "${file%/*}/.tbnet.tbnet-new" -e inject=fsync:delay_enter=2s env SYSTEMD_DEVICE_VERIFY_SYSFS=0 \
		"$TBNET_BIN/tbnet-status" --prometheus "--output=$file"
	wait_until 20 test -s "${file%/*}/.tbnet.tbnet-new"
	[ ! -e "$file" ]
	run -0 status --json "--output=$file"
	jq -e '.schema == 1' "$file"
	finish 0
	jq -e '.schema == 1' "$file"
	assert_equal "$(ls -A "${file%/*}")" tbnet
}

@test "--output does not wait for ever for another run, and says so (mock)" {
	local folder=$BATS_TEST_TMPDIR/out
	mkdir "$folder"
	background flock "$folder" sleep 60
	wait_until 10 sh -c '! flock -n "$1" true' sh "$folder"
	run -1 status --prometheus "--output=$folder/tbnet.prom"
	assert_output "tbnet-status: cannot write $folder/tbnet.prom: Connection timed out"
	assert_equal "$(ls -A "$folder")" ''
}

# asked_for - the names of metrics in the queries on stdin
asked_for() {
	grep -oE '\btbnet_[a-z0-9_]+' | sort -u
}

@test "every metric of the example dashboard and alert rules is one that there is, and the dashboard uses nearly all (mock)" {
	local conf=$TBNET_TOP/conf there asked
	# nobody answers; who asks before the addresses are ready asks nobody
	run status --prometheus --probe
	[[ $status = [03] ]]
	there=$(sed -n 's/^# TYPE \([a-z0-9_]*\) .*/\1/p' <<< "$output" | sort)
	asked=$(jq -r '.panels[].targets[].expr, (.templating.list[].query | .query? // empty)' "$conf/dashboard.json" | asked_for)
	assert_equal "$(comm -23 <(echo "$asked") <(echo "$there"))" ''
	# what it has no use for
	assert_equal "$(comm -13 <(echo "$asked") <(echo "$there") | paste -sd ' ')" "tbnet_driver_loaded tbnet_findings $(
	)tbnet_link_carrier tbnet_link_probe_answered tbnet_link_probe_largest_bytes tbnet_link_up tbnet_look_time_seconds tbnet_mesh_ready tbnet_port_cabled"
	asked=$(grep -v '^ *#' "$conf/alerts.yml" | asked_for)
	[ "$(wc -l <<< "$asked")" -ge 4 ]
	assert_equal "$(comm -23 <(echo "$asked") <(echo "$there"))" ''
}

@test "the example dashboard is JSON that Grafana takes for one: each panel has its own number, place and queries (mock)" {
	run -0 jq -r '.title, .uid, (.panels | length), ([.panels[].id] | unique | length), ([.panels[].gridPos | [.x, .y]] | unique | length),
		([.panels[] | select((.targets | length) == 0 or (.title | length) == 0)] | length)' "$TBNET_TOP/conf/dashboard.json"
	assert_equal "$(paste -sd ' ' <<< "$output")" 'tbnet: Thunderbolt and USB4 links tbnet 12 12 12 0'
	# labels of legends are labels of ours
	run -0 jq -r '.panels[].targets[].legendFormat' "$TBNET_TOP/conf/dashboard.json"
	assert_equal "$(grep -oE '\{\{[a-z]+\}\}' <<< "$output" | sort -u | paste -sd ' ')" '{{instance}} {{interface}} {{peer}}'
}
