# SPDX-License-Identifier: Apache-2.0
# Presses Tab in an interactive zsh: check.zsh FOLDER-OF-THE-DOWNLOAD.
zmodload zsh/zpty
zpty shell "zsh -f -i"
zpty -w shell "PS1= RPS1= ; fpath=('$1/share/zsh/site-functions' \$fpath); autoload -Uz compinit; compinit -u -D"
zpty -w shell "print -r -- rea''dy"
zpty -r -m shell line '*ready*' || exit 1
zpty -w -n shell $'vfio doctor --wi\t'
zpty -r -m shell line '*--with-serial-numbers*' || exit 1
zpty -d shell
