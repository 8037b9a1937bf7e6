#pragma once
#define WIFEXITED(status) 1
#define WEXITSTATUS(status) (((status) >> 8) & 255)
#define WIFSIGNALED(status) 0
#define WTERMSIG(status) 0
#define WCOREDUMP(status) 0
