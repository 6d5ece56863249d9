# SPDX-License-Identifier: Apache-2.0
# Completion of vfio(1) for bash, and for zsh after: autoload -U bashcompinit && bashcompinit
# Made from the command's own help.

# tables

# Answers with the words of a list; each with a space behind it, but those that go on: pci: and the like.
_vfio_words() {
  local word
  for word in $(compgen -W "$1" -- "$2"); do
    case $word in
      *:) COMPREPLY+=("$3$word") ;;
      *) COMPREPLY+=("$3$word ") ;;
    esac
  done
}

# Answers with files ($1: file) or folders (folder) that begin with $2; $3 is what stands before them in the word.
_vfio_files() {
  # shellcheck disable=SC2088 # the shell has not expanded what is being typed
  local path name tilde='~/' begin=$2
  case $begin in "$tilde"*) begin=$HOME/${begin#"$tilde"} ;; esac
  for path in "$begin"*; do
    if [ "$1" = folder ] && [ ! -d "$path" ] || [ ! -e "$path" ]; then continue; fi
    name=${path#"$begin"}
    case $name in *[!A-Za-z0-9_./~@%+,:=-]*) name=$(printf '%q' "$name") ;; esac
    if [ -d "$path" ]; then COMPREPLY+=("$3$2$name/"); else COMPREPLY+=("$3$2$name "); fi
  done
}

# Answers with arguments of a kind that begin with $2; $3 is what stands before them in the word.
_vfio_kind() {
  local kind=${1%% *}
  case $kind in
    words) _vfio_words "${1#words }" "$2" "$3" ;;
    file | folder) _vfio_files "$kind" "$2" "$3" ;;
    address) _vfio_words "$(ls /sys/bus/pci/devices 2>/dev/null)" "$2" "$3" ;;
    target)
      case $2 in
        vfio-user:*) _vfio_files file "${2#vfio-user:}" "$3vfio-user:" ;;
        dump:*) _vfio_files file "${2#dump:}" "$3dump:" ;;
        pci:*) _vfio_kind address "${2#pci:}" "$3pci:" ;;
        *) _vfio_words 'vfio-user: pci: dump:' "$2" "$3" ;;
      esac
      ;;
  esac
}

# COMP_WORDS is of no use: bash takes the colons of a TARGET for ends of words.
_vfio_complete() {
  local line=${COMP_LINE:0:$COMP_POINT} word='' last='' command='' kind=''
  COMPREPLY=()
  line=${line#*[[:space:]]}
  while :; do
    line=${line#"${line%%[![:space:]]*}"}
    word=${line%%[[:space:]]*}
    [ "$word" != "$line" ] || break
    case $word in
      -*) ;;
      *) [ -n "$command" ] && [ "$command" != help ] || command=$word ;;
    esac
    last=$word
    line=${line#"$word"}
  done
  case $word in
    --*=*)
      kind=$(_vfio_arguments "$command ${word%%=*}")
      _vfio_kind "$kind" "${word#*=}" "${word%%=*}="
      ;;
    *)
      kind=$(_vfio_arguments "$command $last")
      if [ -n "$kind" ]; then
        _vfio_kind "$kind" "$word" ''
      elif [ -z "$command" ] || [ "$command" = help ]; then
        case $word in
          -*) _vfio_words "$(_vfio_options vfio)" "$word" '' ;;
          *) _vfio_words "$(_vfio_commands)" "$word" '' ;;
        esac
      else
        case $word in
          -*) _vfio_words "$(_vfio_options "$command")" "$word" '' ;;
          *) _vfio_kind "$(_vfio_parameters "$command")" "$word" '' ;;
        esac
      fi
      ;;
  esac
  _vfio_trim "$word"
}

# Readline replaces what follows the last of its word breaks only; zsh replaces the whole word.
_vfio_trim() {
  [ -n "${ZSH_VERSION:-}" ] && return
  local cut='' rest=$1 character i
  for ((i = 0; i < ${#rest}; i++)); do
    character=${rest:i:1}
    case $character in
      : | = | @) case $COMP_WORDBREAKS in *"$character"*) cut=${rest:0:i+1} ;; esac ;;
    esac
  done
  for ((i = 0; i < ${#COMPREPLY[@]}; i++)); do
    COMPREPLY[i]=${COMPREPLY[i]#"$cut"}
  done
}

complete -o nospace -F _vfio_complete vfio
