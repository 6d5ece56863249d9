# SPDX-License-Identifier: Apache-2.0
# The host's side: the project's own programs, served functions, dumps.
# Sourced by lab/run.

find_jdk() {
  local home
  for home in "${VFIO_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    if [ -x "$home/bin/javac" ] && grep -q '^JAVA_VERSION="25' "$home/release" 2>/dev/null; then
      jdk=$(readlink -f "$home")
      return
    fi
  done
  die "no JDK 25 found. Install one, or name it in VFIO_JAVA_HOME."
}

# lspci is a second opinion on every list of capabilities.
prepare_pciutils() {
  if have lspci; then return; fi
  if [ "$(id -u)" != 0 ] || ! have apt-get; then die "lspci is not installed (package pciutils); the lab compares with it."; fi
  say "installing pciutils"
  { apt-get -q update && apt-get -q -y --no-install-recommends install pciutils; } >"$cache/tools.log" 2>&1 </dev/null ||
    die "apt-get could not install pciutils; the whole log is in $cache/tools.log"
}

dumps_folder() {
  local folder=${VFIO4J_DUMPS:-$root/../shared/data/lspci}
  if [ -d "$folder" ]; then (cd "$folder" && pwd); fi
}

# A line for each type 0 function in the dumps: NAME FILE@ADDRESS
dumped_functions() {
  local folder file
  folder=$(dumps_folder)
  if [ -z "$folder" ]; then return; fi
  for file in "$folder"/*.txt; do
    awk -v file="$file" -v name="$(basename "$file" .txt)" '
      $1 ~ /^([0-9a-f]+:)?[0-9a-f][0-9a-f]:[0-9a-f][0-9a-f]\.[0-7]$/ { address = $1 }
      $1 == "00:" && address && $16 ~ /^[08]0$/ {
        short = address; gsub(/[:.]/, "", short)
        print name "-" short, file "@" address
        address = "" }' "$file"
  done
}

# serve NAME OPTION...: starts a server on $sockets/NAME.
serve() {
  local name=$1
  shift
  "$root/vfio" serve --socket "$sockets/$name" "$@" >"$logs/serve.$name.log" 2>&1 </dev/null 9>&- &
  server_pids["$name"]=$!
}

# Waits until it listens.
await_server() {
  wait_until 300 listening_or_gone "$1" || true
  if [ ! -S "$sockets/$1" ]; then
    failed "$1" "vfio serve does not listen: $(tail -n 1 "$logs/serve.$1.log")"
    return 1
  fi
}

listening_or_gone() {
  [ -S "$sockets/$1" ] || gone "${server_pids[$1]}"
}

# Ends a server as its user would. What it prints on standard error is a finding.
stop_serving() {
  local name=$1 pid=${server_pids[$1]:-}
  if [ -z "$pid" ]; then return; fi
  unset "server_pids[$name]"
  if ! alive "$pid"; then
    failed "$name" "the server has died: $(tail -n 1 "$logs/serve.$name.log")"
    return
  fi
  kill -TERM "$pid"
  if ! wait_until 30 gone "$pid"; then
    failed "$name" "the server did not end on SIGTERM"
    kill -KILL "$pid"
  fi
}

stop_all_servers() {
  local name
  for name in "${!server_pids[@]}"; do stop_serving "$name"; done
}

# The project's programs, built by ./vfio itself, and the lab's own, compiled against the same modules, with the checks
# of every device that the unit tests have.
prepare_programs() {
  local classes=$lab/target/classes sources
  "$root/vfio" matrix >/dev/null || die "./vfio does not build or does not start"
  sources=("$lab"/java/lab/*.java "$root/core/src/test/java/io/vfio4j/testing/DeviceChecks.java")
  if [ "$classes" -nt "$root/cli/target/built" ] &&
    [ -z "$(find "$lab/java" "${sources[@]}" -name '*.java' -newer "$classes" -print -quit)" ]; then return; fi
  rm -rf "$classes" "$classes.new"
  mkdir -p "$lab/target"
  "$jdk/bin/javac" -Xlint:all -Werror -d "$classes.new" -cp "$root/cli/target/modules/*" "${sources[@]}" ||
    die "the lab's Java programs do not compile"
  mv "$classes.new" "$classes"
}

lab_java() {
  "$jdk/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    -cp "$lab/target/classes:$root/cli/target/modules/*" "$@"
}

# A raw configuration space as lspci -F reads it.
as_lspci() {
  printf '00:00.0 Class 0000:\n'
  od -An -v -tx1 -w16 "$1" | awk '{ printf "%02x:%s\n", (NR - 1) * 16, $0 }'
  printf '\n'
}

# Serves the sample and every dumped function as bare hardware, notes what their own client reads of them before QEMU
# comes, and lists in attached those that QEMU can take.
serve_all() {
  local name file names=(sample) served=() endless
  serve sample --expose hardware
  while read -r name file; do
    names+=("$name")
    serve "$name" --config "$file" --expose hardware
  done < <(dumped_functions)
  for name in "${names[@]}"; do
    await_server "$name" || continue
    if save_served "$name"; then
      served+=("$name")
    else
      failed "$name" "vfio config: $(tail -n 1 "$logs/$name.error")"
    fi
  done
  endless=$(cd "$logs" && lab_java lab.EndlessLists "${served[@]/%/.served}")
  for name in "${served[@]}"; do
    if grep -qx "$name.served" <<<"$endless"; then
      skipped "$name" "not attached: its extended list is a loop, in which QEMU walks for ever"
    else
      attached+=("$name")
    fi
  done
}

save_served() {
  "$root/vfio" config "vfio-user:$sockets/$1" --lspci >"$logs/$1.served" 2>"$logs/$1.error"
}
