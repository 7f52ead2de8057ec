#!/bin/sh
# First boot of a node that Proxmox VE's automated installation made: installs tbnet, and describes the mesh.
#
# In the answer file:
#   [first-boot]
#   source = "from-iso"
#   ordering = "network-online"
# and for the ISO: proxmox-auto-install-assistant prepare-iso ... --on-first-boot proxmox-first-boot.sh
# Change the address of the repository (see tbnet.sources) and the two settings. It may run again.
set -eu
repository=${TBNET_REPOSITORY:-https://apt.example.org/tbnet/}
prefix=10.100.0.0/24
nodes="n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13"

# without a subscription the enterprise repositories answer 401, which ends every apt-get update
for file in /etc/apt/sources.list.d/pve-enterprise.list /etc/apt/sources.list.d/pve-enterprise.sources \
	/etc/apt/sources.list.d/ceph.list /etc/apt/sources.list.d/ceph.sources; do
	[ ! -f "$file" ] || mv "$file" "$file.disabled"
done
# shellcheck source=/dev/null
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
mkdir -p /etc/apt/keyrings
wget -q -O /etc/apt/keyrings/tbnet.asc "${repository}tbnet.asc"
cat > /etc/apt/sources.list.d/tbnet.sources <<-END
	Types: deb
	URIs: $repository
	Suites: $suite/
	Signed-By: /etc/apt/keyrings/tbnet.asc
END
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install -y tbnet
grep -q ^TBNET_FABRIC_NODES= /etc/tbnet.conf || cat >> /etc/tbnet.conf <<-END
	TBNET_FABRIC_PREFIX=$prefix
	TBNET_FABRIC_NODES="$nodes"
END
# The fabric is for when the cluster is formed: tbnet-fabric apply.
tbnet-status || [ $? -eq 3 ]
