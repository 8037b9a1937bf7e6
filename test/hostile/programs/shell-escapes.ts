import { CONTAINED, ESCAPED, HOST_FILE, type HostileProgram } from "./program.ts";

const contained = { tool: "bash", outcomes: ["ok"], prints: CONTAINED } as const;
/** Whether what a command printed is of the host. */
const telling = (command: string): string =>
  `( ${command} ) > out 2>&1 < /dev/null; if grep -aqE 'import type .. Outcome|HOST=1|node_modules|isolated-vm' out; then echo ${ESCAPED}; else echo ${CONTAINED}; fi`;
const NODE_ESCAPE = 'this.constructor.constructor("return process")().env.SLOTBOX_HOSTILE_HOST && "HOST=1"';

/** Shells made of JavaScript: text that becomes code, keys that are prototypes, and doors left open to the host. */
export const SHELL_ESCAPES: readonly HostileProgram[] = [
  {
    name: "environment of the host",
    code: telling("env; export -p; printenv SLOTBOX_HOSTILE_HOST && echo HOST=1"),
    ...contained,
  },
  {
    name: "variables named as prototypes",
    code: telling(
      "__proto__=x; constructor=y; toString=z; hasOwnProperty=1; echo $__proto__ $constructor $valueOf ${!__proto__}; declare -p __proto__",
    ),
    ...contained,
  },
  {
    name: "associative arrays keyed by prototypes",
    code: telling(
      "declare -A a; a[__proto__]=x; a[constructor]=y; a[toString]=z; echo ${a[__proto__]} ${a[valueOf]} ${#a[@]}; declare -A b; echo ${b[constructor]}",
    ),
    ...contained,
  },
  {
    name: "functions and aliases named as prototypes",
    code: telling(
      "__proto__() { echo f; }; constructor() { echo f; }; __proto__; constructor; alias toString=ls; valueOf; hasOwnProperty",
    ),
    ...contained,
  },
  {
    name: "commands named as prototypes",
    code: telling(
      "constructor; __proto__; toString; isPrototypeOf; /usr/bin/constructor; command -v __proto__; type valueOf",
    ),
    ...contained,
  },
  {
    name: "arithmetic as code",
    code: telling(
      `echo $((constructor)); x='this.constructor'; echo $((x)); ((process)); let 'a[$(echo 0)]=1'; echo $(( a["constructor"] ))`,
    ),
    ...contained,
  },
  {
    name: "awk as code",
    code: telling(
      `awk 'BEGIN { print ENVIRON["SLOTBOX_HOSTILE_HOST"]; a["__proto__"] = 1; print a["constructor"]; f = "constructor"; print @f("x") }'; awk 'BEGIN { "cat ${HOST_FILE}" | getline x; print x; system("env") }'`,
    ),
    ...contained,
  },
  {
    name: "awk reads the host",
    code: telling(`awk '{ print }' '${HOST_FILE}'; awk 'BEGIN { while ((getline l < "${HOST_FILE}") > 0) print l }'`),
    ...contained,
  },
  {
    name: "sed writes and runs",
    code: telling(
      `echo x | sed '1e cat ${HOST_FILE}'; echo x | sed 'r ${HOST_FILE}'; echo x | sed 'w /etc/evil'; sed -i s/a/b/ ${HOST_FILE}`,
    ),
    ...contained,
  },
  {
    name: "jq as code",
    code: telling(
      `jq -n 'env, $ENV, input_filename, ("x" | .constructor?), ({} | .__proto__?), ({"__proto__": {"a": 1}} | .a)'; jq -n --rawfile x '${HOST_FILE}' '$x'; jq -n 'import "${HOST_FILE}" as $x; $x'`,
    ),
    ...contained,
  },
  {
    name: "jq keys that pollute",
    code: telling(
      `echo '{"__proto__": {"polluted": "HOST=1"}}' | jq '. * {"constructor": {"prototype": {"polluted": "HOST=1"}}} | {} | .polluted'; echo '[1]' | jq 'setpath(["__proto__"]; 1)?' ; echo $polluted`,
    ),
    ...contained,
  },
  {
    name: "yaml and xml that pull in files",
    code: telling(
      `printf '<!DOCTYPE a [<!ENTITY x SYSTEM "file://${HOST_FILE}">]><a>&x;</a>' > a.xml; xmllint --noent a.xml; python3 -c 'import xml.dom.minidom as m; print(m.parse("a.xml").toxml())'; printf '!!js/function "${"function(){}"}"' | yq .`,
    ),
    ...contained,
  },
  {
    name: "node from the shell",
    code: telling(
      `node -e 'console.log(${NODE_ESCAPE})'; node -p 'process.mainModule.require("child_process").execSync("env") + ""'; node ${HOST_FILE}; NODE_OPTIONS='--require ${HOST_FILE}' node -e 1`,
    ),
    ...contained,
  },
  {
    name: "python from the shell",
    code: telling(
      `python3 -c 'import os; print(os.environ.get("SLOTBOX_HOSTILE_HOST") and "HOST" + "=1"); os.system("env"); print(open("${HOST_FILE}").read())'; PYTHONPATH=/usr/lib python3 -m json.tool ${HOST_FILE}`,
    ),
    ...contained,
  },
  {
    name: "loader and interpreter by path",
    code: telling(
      `/lib64/ld-linux-x86-64.so.2 /bin/sh; LD_PRELOAD=/tmp/x.so ls; /proc/self/exe -e 1; exec -a x /usr/local/bin/node -p process.env; perl -e 'print %ENV'; busybox env`,
    ),
    ...contained,
  },
  {
    name: "network programs",
    code: telling(
      `curl -s file://${HOST_FILE}; curl -s -m 1 http://169.254.169.254/; wget -q -O - file://${HOST_FILE}; nc -w 1 127.0.0.1 22; ssh -o ProxyCommand=env x; echo | telnet 127.0.0.1 22`,
    ),
    ...contained,
  },
  {
    name: "find and xargs that run",
    code: telling(
      `find / -maxdepth 6 -name 'program.ts'  -exec cat {} +; find / -name 'package.json' -exec grep -l isolated-vm {} +; echo ${HOST_FILE} | xargs cat`,
    ),
    ...contained,
  },
  {
    name: "history, printf %n and formats",
    code: telling(`printf '%n%s%*d' a b c; printf -v 'a[$(cat ${HOST_FILE})]' x; printf '%(%s)T' -1; history; fc -l`),
    ...contained,
  },
  {
    name: "bash's imported functions",
    code: telling(
      `env 'BASH_FUNC_x%%=() { :; }; cat ${HOST_FILE}' bash -c x; env 'x=() { :; }; echo HOST=1' bash -c :; BASH_ENV=${HOST_FILE} bash -c :; ENV=${HOST_FILE} sh -i`,
    ),
    ...contained,
  },
  {
    name: "prompt and PS4 as code",
    code: telling(
      `PS4='$(cat ${HOST_FILE})'; set -x; :; set +x; PROMPT_COMMAND='cat ${HOST_FILE}' bash -i -c :; x='$(cat ${HOST_FILE})'; echo "\${x@P}"`,
    ),
    ...contained,
  },
  {
    name: "loadable builtins",
    code: telling(`enable -f /usr/lib/bash/sleep sleep; enable -f ${HOST_FILE} x; hash -p ${HOST_FILE} ls; ls`),
    ...contained,
  },
  {
    name: "set-user-id and other users",
    code: telling(
      `sudo cat ${HOST_FILE}; su -c env; chroot / env; unshare -r env; nsenter -t 1 -a env; docker ps; chmod u+s /bin/sh`,
    ),
    ...contained,
  },
];
