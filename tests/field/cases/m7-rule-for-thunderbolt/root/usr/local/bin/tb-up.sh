#!/bin/bash
sleep 5
ip link set "$1" up mtu 65520
