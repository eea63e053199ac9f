# A shopping list.
#
# Everything here works on every Bash from 5.1 on, except for two expansions that stand behind a look at the version:
# `${list[@]@k}` came with Bash 5.2, `${ command; }` with Bash 5.3. Where one is missing, the script says so and goes on.

echo "Bash ${BASH_VERSINFO[0]}.${BASH_VERSINFO[1]}"

at_least() {
  ((BASH_VERSINFO[0] > $1 || (BASH_VERSINFO[0] == $1 && BASH_VERSINFO[1] >= $2)))
}

# Associative arrays and upper case: every version.
declare -A list=([apples]=3 [bread]=1)
total=0
for item in "${!list[@]}"; do
  ((total += list[$item]))
done
echo "total: $total"
word=bread
echo "loudest: ${word@U}"

# Keys and values as separate words: Bash 5.2 and later.
if at_least 5 2; then
  declare -A one=([pears]=5)
  printf 'pairs: %s = %s\n' "${one[@]@k}"
else
  echo "pairs: needs Bash 5.2 for \${list[@]@k}"
fi

# A command's output without a subshell, so that what it sets stays set: Bash 5.3 and later.
if at_least 5 3; then
  answer=${ seen=yes; echo "from the same shell"; }
  echo "captured: $answer, seen: $seen"
else
  echo "captured: needs Bash 5.3 for \${ command; }"
fi
