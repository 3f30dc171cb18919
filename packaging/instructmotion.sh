#!/bin/sh
# Starts InstructMotion Studio out of its folder. Libraries that nearly every system has (X11, C++) are the system's own where it has them, so
# that its graphics driver finds what it was made for; else those in this folder.
here=$(dirname "$(readlink -f "$0")")
known=$( (/sbin/ldconfig -p || ldconfig -p) 2>/dev/null)
for file in "$here"/lib/instructmotion/fallback/*.so.*; do
    case $known in
    *"${file##*/} "*) ;;
    *)
        mkdir -p "${missing:=$(mktemp -d "${TMPDIR:-/tmp}/instructmotion.XXXXXX")}"
        ln -sf "$file" "$missing/"
        ;;
    esac
done
[ -z "$missing" ] || export LD_LIBRARY_PATH="$missing${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
"$here/bin/instructmotion" "$@"
status=$?
[ -z "$missing" ] || rm -rf "$missing"
exit $status
