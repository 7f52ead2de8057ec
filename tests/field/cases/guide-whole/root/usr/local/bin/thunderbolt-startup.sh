#!/bin/bash
LOG=/var/log/thunderbolt-startup.log
echo "$(date): waiting for the Thunderbolt interfaces" >> "$LOG"
for _ in {1..30}; do
	ip link show en05 &> /dev/null && ip link show en06 &> /dev/null && break
	sleep 1
done
for name in en05 en06; do
	if ip link show "$name" &> /dev/null; then
		/usr/local/bin/pve-"$name".sh
		echo "$(date): $name configured" >> "$LOG"
	fi
done
