/* The users and groups every Debian has; only root ever runs anything. */

const NO_LOGIN = "/usr/sbin/nologin";

const USERS: readonly string[] = [
  "root:0:0:root:/root:/bin/bash",
  `daemon:1:1:daemon:/usr/sbin:${NO_LOGIN}`,
  `bin:2:2:bin:/bin:${NO_LOGIN}`,
  `sys:3:3:sys:/dev:${NO_LOGIN}`,
  "sync:4:65534:sync:/bin:/bin/sync",
  `games:5:60:games:/usr/games:${NO_LOGIN}`,
  `man:6:12:man:/var/cache/man:${NO_LOGIN}`,
  `lp:7:7:lp:/var/spool/lpd:${NO_LOGIN}`,
  `mail:8:8:mail:/var/mail:${NO_LOGIN}`,
  `news:9:9:news:/var/spool/news:${NO_LOGIN}`,
  `uucp:10:10:uucp:/var/spool/uucp:${NO_LOGIN}`,
  `proxy:13:13:proxy:/bin:${NO_LOGIN}`,
  `www-data:33:33:www-data:/var/www:${NO_LOGIN}`,
  `backup:34:34:backup:/var/backups:${NO_LOGIN}`,
  `list:38:38:Mailing List Manager:/var/list:${NO_LOGIN}`,
  `irc:39:39:ircd:/run/ircd:${NO_LOGIN}`,
  `_apt:42:65534::/nonexistent:${NO_LOGIN}`,
  `nobody:65534:65534:nobody:/nonexistent:${NO_LOGIN}`,
];

const GROUPS =
  "root:0 daemon:1 bin:2 sys:3 adm:4 tty:5 disk:6 lp:7 mail:8 news:9 uucp:10 man:12 proxy:13 kmem:15 dialout:20 fax:21 " +
  "voice:22 cdrom:24 floppy:25 tape:26 sudo:27 audio:29 dip:30 www-data:33 backup:34 operator:37 list:38 irc:39 src:40 " +
  "shadow:42 utmp:43 video:44 sasl:45 plugdev:46 staff:50 games:60 users:100 nogroup:65534";

/** `/etc/passwd` */
export const PASSWD_TEXT = USERS.map((user) => `${user.replace(":", ":x:")}\n`).join("");

/** `/etc/group` */
export const GROUP_TEXT = GROUPS.split(" ")
  .map((group) => `${group.replace(":", ":x:")}:\n`)
  .join("");
