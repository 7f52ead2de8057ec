#!/bin/bash
LOG=/tmp/udev-debug.log
echo "$(date): en05 bring-up triggered" >> "$LOG"
for i in {1..5}; do
	if ip link set en05 up mtu 65520; then
		echo "$(date): en05 up successful on attempt $i" >> "$LOG"
		break
	fi
	echo "$(date): attempt $i failed, retrying in 3 seconds" >> "$LOG"
	sleep 3
done
