# SPDX-License-Identifier: Apache-2.0
# The guest's kernel: Debian's source, the project's configuration, built once for each version of the two.
# Sourced by lab/run. Sets kernel, an image of the source as it is, and patched_kernel, one that has the PASID feature;
# kernel_version, and headers, the uapi headers of that source.

fragment=$lab/kernel/config.fragment

prepare_source() {
  local folder package
  if [ -n "${VFIO4J_LINUX_SOURCE:-}" ]; then
    source_tree=$(cd "$VFIO4J_LINUX_SOURCE" && pwd)
    kernel_version=$(make -s -C "$source_tree" kernelversion)
    return
  fi
  source_tree=$cache/linux/source
  if [ ! -d "$cache/linux" ]; then
    prepare_packages
    package=$(newest_source_package)
    [ "$package" ] || die "Debian's $backports has no package linux-source-7.3 or later"
    say "downloading and unpacking $package $(candidate "$package") (170 MB, 1.9 GB unpacked)"
    folder=$(begin linux)
    unpack_packages "$folder" only "$package"
    mkdir "$folder/source"
    tar -xf "$folder/usr/src/$package.tar.xz" -C "$folder/source" --strip-components=1
    candidate "$package" >"$folder/version"
    rm -rf "${folder:?}/usr"
    publish linux linux
  fi
  kernel_version=$(cat "$cache/linux/version")
}

# 7.3 is what the lab was written for; backports keeps only the newest source.
newest_source_package() {
  private_apt apt-cache pkgnames linux-source- | grep -E '^linux-source-[0-9.]+$' | sort -V |
    awk -F- '$3 == "7.3" { want = $0 } { last = $0; split($3, v, ".") } END {
      if (want) print want; else if (v[1] > 7 || v[1] == 7 && v[2] >= 3) print last }'
}

build_tools_missing() {
  local pair
  for pair in gcc:gcc make:make flex:flex bison:bison bc:bc perl:perl xz:xz-utils tar:tar; do
    have "${pair%%:*}" || printf '%s ' "${pair#*:}"
  done
  header gelf.h || printf 'libelf-dev '
  header openssl/opensslv.h || printf 'libssl-dev '
}

header() {
  if have gcc; then printf '#include <%s>\n' "$1" | gcc -E -x c - >/dev/null 2>&1; fi
}

prepare_build_tools() {
  local missing
  read -ra missing <<<"$(build_tools_missing)"
  if [ "${#missing[@]}" = 0 ]; then return; fi
  if [ "$(id -u)" != 0 ] || ! have apt-get; then
    die "building the guest's kernel needs these, as Debian names them: ${missing[*]}" \
      "This is not root on a machine with apt; please install them."
  fi
  say "installing what builds a kernel: ${missing[*]}"
  if ! { apt-get -q update && apt-get -q -y --no-install-recommends install "${missing[@]}"; } \
    >"$cache/tools.log" 2>&1 </dev/null; then
    die "apt-get could not install them; the whole log is in $cache/tools.log"
  fi
}

prepare_plain_kernel() {
  prepare_source
  prepare_kernel
  kernel=$image
  prepare_headers
}

prepare_patched_kernel() {
  prepare_kernel "$lab"/kernel/pasid-*.patch
  patched_kernel=$image
}

# prepare_kernel [PATCH...]: sets image to one that is built with these patches.
prepare_kernel() {
  local name folder log=$cache/kernel.log
  name=kernel-$(as_name "$kernel_version")-$(hash_of "$fragment" "$@")
  image=$cache/$name/bzImage
  if [ -d "$cache/$name" ]; then return; fi
  prepare_build_tools
  folder=$(begin kernel)
  if ! build_kernel "$folder" "$@" 9>&-; then
    grep -E -B 2 -A 4 'error|Error ' "$log" | tail -n 25 >&2
    die "the kernel did not build; the whole log is in $log"
  fi
  publish kernel "$name"
}

prepare_headers() {
  local folder
  headers=$cache/headers-$(as_name "$kernel_version")
  if [ -d "$headers" ]; then return; fi
  folder=$(begin headers)
  # headers_install would do it in one step, but only where rsync is installed.
  make -s -C "$source_tree" O="$folder/build" headers >"$cache/headers.log" 2>&1 ||
    die "make headers failed; the whole log is in $cache/headers.log"
  (cd "$folder/build/usr" && find include -name '*.h' -exec tar -cf - {} +) | tar -xf - -C "$folder"
  rm -rf "$folder/build"
  publish headers "$(basename "$headers")"
}

# A copy of the source to patch and to build in. It stays in the cache: another patch or another configuration compiles
# only what that changes. The mark unfinished says that a build did not come to its end, and then all of it goes.
prepare_build_tree() {
  build_tree=$cache/build-$(as_name "$kernel_version")
  if [ -d "$build_tree" ] && [ ! -e "$build_tree/unfinished" ]; then return; fi
  rm -rf "$build_tree"
  mkdir "$build_tree"
  touch "$build_tree/unfinished"
  # Hard links: patch writes a new file and renames it, so the source keeps the old one.
  cp -al "$source_tree" "$build_tree/source" 2>/dev/null || {
    rm -rf "$build_tree/source"
    cp -a "$source_tree" "$build_tree/source"
  }
}

build_kernel() {
  local folder=$1 patch tree build
  shift
  : >"$log"
  prepare_build_tree || return 1
  touch "$build_tree/unfinished"
  tree=$build_tree/source
  build=$tree/build
  mkdir -p "$build"
  for patch; do patch -s -p1 -d "$tree" <"$patch" >>"$log" 2>&1 || return 1; done
  make -s -C "$tree" O="$build" KCONFIG_ALLCONFIG="$fragment" allnoconfig >>"$log" 2>&1 || return 1
  check_configuration "$build/.config"
  compile "$tree" "$build" "$#" || return 1
  cp "$build/arch/x86/boot/bzImage" "$build/.config" "$folder/" || return 1
  while [ $# != 0 ]; do
    patch -s -R -p1 -d "$tree" <"${!#}" >>"$log" 2>&1 || return 1
    set -- "${@:1:$#-1}"
  done
  rm "$build_tree/unfinished"
}

compile() {
  local tree=$1 build=$2 pid objects started=$SECONDS
  say "building Linux $kernel_version with $3 patches (at most 1,100 files, 10 minutes on two cores)"
  nice make -C "$tree" O="$build" -j"$(nproc)" bzImage >>"$log" 2>&1 </dev/null &
  pid=$!
  while alive "$pid"; do
    wait_until 30 gone "$pid" || {
      objects=$(grep -c '^  CC  ' "$log" || true)
      say "  kernel: $objects files compiled in $(elapsed $((SECONDS - started)))"
    }
  done
  wait "$pid" || return 1
  say "  kernel: $(grep -c '^  CC  ' "$log" || true) files compiled, built in $(elapsed $((SECONDS - started)))"
}

# An option that Kconfig drops without a word, because something that it depends on is missing, shows up here.
check_configuration() {
  local line missing=()
  while read -r line; do
    grep -qxF -- "$line" "$1" || missing+=("$line")
  done < <(grep -E '^CONFIG_' "$fragment")
  [ "${#missing[@]}" = 0 ] || die "this kernel source does not take all of $fragment:" "${missing[@]}"
}
