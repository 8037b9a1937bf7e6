/**
 * Ordinary commands that leave nothing behind. A startup snapshot that has run them, and an isolate that has, need not
 * compile their code any more when the first call comes.
 */
export const WARM_UP_COMMANDS: readonly string[] = [
  "echo hi | cat | grep h | wc -l",
  "for i in 1 2; do echo $i; done; x=$(echo a); if [ -f a ]; then echo b; fi",
  "printf 'b\\na\\n' > .warm; sort .warm | uniq -c | head -1 | tee .warm2; sed s/a/b/ .warm",
  "ls -la; find . -name '.warm*' | xargs wc -l; awk '{ print $1 }' .warm; rm .warm .warm2",
  `f() { local y=1; return 0; }; f; [[ $x == a* ]] || echo $((1 + 2)); echo "\${x:-y}"; cd /tmp; cat /etc/hostname; pwd`,
];
