#!/bin/sh
# How much of ordinary text is taken for private: the novels of novels.tsv and Debian's handbook, in six languages.
# Not part of `./aida test`: it needs git, python3, the Debian archive and GitHub (or, as AIDA_NOVELS_FROM, whatever serves
# the same repositories). The texts stay in the folder. Usage: tests/prose/measure.sh [folder]
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$here/../..
folder=${1:-$root/target/prose}
from=${AIDA_NOVELS_FROM:-https://github.com}
mkdir -p "$folder/novels"

tab=$(printf '\t')
while IFS="$tab" read -r language title repository commit path encoding; do
    text="$folder/novels/$language $title.txt"
    [ -s "$text" ] && continue
    clone="$folder/clones/$repository"
    [ -d "$clone" ] || git clone --quiet --filter=blob:none --no-checkout "$from/$repository" "$clone"
    git -C "$clone" show "$commit:$path" | iconv -f "$encoding" -t utf-8 >"$text.part"
    mv "$text.part" "$text"
done <"$here/novels.tsv"

handbook=$folder/handbook/usr/share/doc/debian-handbook/html
if [ ! -d "$handbook" ]; then
    (cd "$folder" && apt-get download --quiet=2 debian-handbook)
    dpkg-deb -x "$folder"/debian-handbook_*.deb "$folder/handbook"
fi

cargo build --release --quiet --manifest-path "$root/Cargo.toml" -p aida-privacy --example prose
prose=${CARGO_TARGET_DIR:-$root/target}/release/examples/prose
ended=0
printf 'text\tlanguage\tsentences\tflagged\tpercent\tkinds\n'
for language in it en es fr de pt; do
    printf 'novels\t'
    "$prose" "$language" "$folder/novels/$language "*.txt || ended=1
    python3 "$here/plain.py" "$handbook/$language"-*/*.html >"$folder/handbook-$language.txt"
    printf 'handbook\t'
    "$prose" "$language" "$folder/handbook-$language.txt" || ended=1
done
exit $ended
