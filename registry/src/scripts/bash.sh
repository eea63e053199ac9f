# A shopping list.
#
# Runs on Bash 5.1 and later. Two expansions are used only if the version supports them: `${list[@]@k}` (Bash 5.2) and
# `${ command; }` (Bash 5.3). Otherwise, the script prints a message and continues.

echo "Bash ${BASH_VERSINFO[0]}.${BASH_VERSINFO[1]}"

at_least() {
  ((BASH_VERSINFO[0] > $1 || (BASH_VERSINFO[0] == $1 && BASH_VERSINFO[1] >= $2)))
}

# Associative arrays and upper case: all versions.
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

# Command substitution without a subshell, so that variables keep their values: Bash 5.3 and later.
if at_least 5 3; then
  answer=${ seen=yes; echo "from the same shell"; }
  echo "captured: $answer, seen: $seen"
else
  echo "captured: needs Bash 5.3 for \${ command; }"
fi
