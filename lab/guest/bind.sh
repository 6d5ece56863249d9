# SPDX-License-Identifier: Apache-2.0
# vfio bind and unbind as an administrator uses them; after each, the kernel is asked what has become of the function.
devices=/sys/bus/pci/devices

# try STATUS COMMAND...: runs vfio; what it says is in $said.
try() {
  wanted=$1
  shift
  at "vfio $*"
  said=$(vfio "$@" 2>&1)
  status=$?
  echo "\$ vfio $* ($status)
$said" >>/out/transcript
  command="vfio $*"
  if [ $status != "$wanted" ]; then fail bind "$command: exit code $status, expected $wanted: $(one_line)"; fi
}

one_line() {
  echo "$said" | tr '\n' ' '
}

# says WORDS: they are in what it said.
says() {
  case $said in
    *"$1"*) ;;
    *) fail bind "$command: expected '$1' in: $(one_line)" ;;
  esac
}

# is FUNCTION DRIVER [OVERRIDE]: the kernel's own view of it.
is() {
  driver=$(basename "$(readlink "$devices/$1/driver")")
  override=$(cat "$devices/$1/driver_override")
  node=$(ls "$devices/$1/vfio-dev" 2>/dev/null)
  if [ "$driver" != "$2" ] || [ "$override" != "${3:-(null)}" ]; then
    fail bind "$command: driver '$driver', driver_override '$override', expected '$2' and '${3:-(null)}'"
  elif [ "$driver" = vfio-pci ] && [ ! -c "/dev/vfio/devices/$node" ]; then
    fail bind "$command: bound, but without a node"
  elif [ "$driver" != vfio-pci ] && [ "$node" ]; then
    fail bind "$command: not bound, but with the node $node"
  else
    ok bind "$command: exit code $status; driver '$driver', driver_override '$override'${node:+, $node}"
  fi
}

sample=$(function_behind 08)
igb=$(function_behind 09)
disk=0000:00:10.0
net=0000:00:11.0
port=0000:00:08.0
edu=$(basename "$(echo $devices/0000:00:12.0/*:01.0)")
rng=$(basename "$(echo $devices/0000:00:12.0/*:02.0)")

# To vfio-pci and back
try 0 bind "$sample"
says "/dev/vfio/devices/vfio"
is "$sample" vfio-pci vfio-pci
try 0 bind "$sample"
says "bound to vfio-pci already"
is "$sample" vfio-pci vfio-pci
try 0 unbind "$sample"
is "$sample" ""
try 0 unbind "$sample"
says "bound to no driver"
is "$sample" ""
try 1 bind 0000:7f:1f.7
says "no such function"
try 1 bind "$sample" --driver mlx5_vfio_pci
says "modprobe mlx5_vfio_pci"
is "$sample" ""
try 1 bind "$sample" --driver mlx5_vfio_pci --force
says "mlx5_vfio_pci"
is "$sample" ""

# The folders that this guest has from its host: losing them would be its end.
for tag in "$devices"/*/virtio*/mount_tag; do
  shared=${tag#"$devices/"}
  shared=${shared%%/*}
  try 1 bind "$shared"
  says "is mounted on"
  is "$shared" virtio-pci
done
try 1 unbind "$shared"
says "--force"
is "$shared" virtio-pci

# A disk: mounted, swapped to, idle
mke2fs -F /dev/vda >/dev/null 2>&1
mkdir -p /run/disk
mount -t ext2 /dev/vda /run/disk || fail bind "cannot mount the disk"
try 1 bind "$disk"
says "vda is mounted on /run/disk"
is "$disk" virtio-pci
umount /run/disk
unshare -m sh -c 'mount -t ext2 /dev/vda /run/disk && touch /run/mounted && exec sleep 600' &
elsewhere=$!
until [ -e /run/mounted ] || ! kill -0 $elsewhere; do :; done
try 1 bind "$disk"
says "vda is in use"
is "$disk" virtio-pci
kill $elsewhere
wait $elsewhere
tries=0
mkswap /dev/vda >/dev/null
until swapon /dev/vda; do # the kernel unmounts it only after its process has ended
  if [ $((tries += 1)) = 100 ]; then
    fail bind "cannot swap to the disk"
    break
  fi
  sleep 0.1
done
try 1 bind "$disk"
says "vda is swapped to"
is "$disk" virtio-pci
swapoff /dev/vda
try 0 bind "$disk"
is "$disk" vfio-pci vfio-pci
[ ! -e /dev/vda ] || fail bind "the disk is still there"
try 0 unbind "$disk"
is "$disk" virtio-pci
[ -b /dev/vda ] || fail bind "the disk has not come back"

# A network interface: up, forced, idle
echo 0x1003 >/sys/class/net/eth0/flags # IFF_UP; ip would ask for an AF_INET socket, which this kernel does not have
try 1 bind "$net"
says "network interface eth0 is up"
is "$net" virtio-pci
try 0 bind --force "$net"
is "$net" vfio-pci vfio-pci
[ ! -e /sys/class/net/eth0 ] || fail bind "eth0 is still there"
try 0 unbind "$net"
is "$net" virtio-pci
[ -e /sys/class/net/eth0 ] || fail bind "eth0 has not come back"
try 0 bind "$net"
is "$net" vfio-pci vfio-pci
try 0 unbind "$net"
is "$net" virtio-pci
try 1 unbind "$net"
says "which is no VFIO driver"
is "$net" virtio-pci

# A group of two
try 1 bind "$edu"
says "with $rng, which virtio-pci uses"
is "$edu" ""
try 0 bind "$edu" "$rng"
is "$edu" vfio-pci vfio-pci
is "$rng" vfio-pci vfio-pci
try 0 unbind "$edu" "$rng"
is "$edu" ""
is "$rng" virtio-pci

# A bridge: vfio-pci itself refuses it, and its former driver has to get it back.
try 1 bind "$port"
says "is a bridge"
is "$port" pcieport
try 1 bind --force "$port"
says "it is bound to pcieport again"
is "$port" pcieport
echo pcieport >"$devices/$port/driver_override"
try 1 bind --force "$port"
is "$port" pcieport pcieport
echo >"$devices/$port/driver_override"

# Open in another process; the kernel itself would wait
try 0 bind "$igb"
exec 5<>"/dev/vfio/devices/$(ls "$devices/$igb/vfio-dev")"
try 1 unbind "$igb"
says "process 1 (init) has /dev/vfio/devices/"
is "$igb" vfio-pci vfio-pci
exec 5>&-

# A PF with VFs
echo 1 >/sys/module/vfio_pci/parameters/enable_sriov
echo 1 >"$devices/$igb/sriov_numvfs"
try 1 bind "$igb" --driver pci-stub
says "1 virtual function"
is "$igb" vfio-pci vfio-pci
try 1 unbind "$igb"
says "1 virtual function"
is "$igb" vfio-pci vfio-pci
