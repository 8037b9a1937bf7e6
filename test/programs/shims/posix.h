/* Included before every source: what the programs take for granted and wasi-libc doesn't declare. */
#pragma once
#include <fcntl.h>
#include <stdio.h>
#include <sys/types.h>

#define L_tmpnam 20
#ifndef F_RDLCK
#define F_RDLCK 0
#define F_WRLCK 1
#define F_UNLCK 2
#define F_GETLK 5
#define F_SETLK 6
#define F_SETLKW 7
#endif

int system(const char *);
FILE *popen(const char *, const char *);
int pclose(FILE *);
FILE *tmpfile(void);
char *tmpnam(char *);
uid_t getuid(void);
uid_t geteuid(void);
mode_t umask(mode_t);
int chmod(const char *, mode_t);
int chown(const char *, uid_t, gid_t);
int fchmod(int, mode_t);
int fchown(int, uid_t, gid_t);
