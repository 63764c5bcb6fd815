// FreeBSD's <sys/un.h>: what unix(4) adds.
#pragma once

#include_next <sys/un.h>

#define SOL_LOCAL 0
#define LOCAL_PEERCRED 1
