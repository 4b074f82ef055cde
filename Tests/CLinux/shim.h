// System calls that Swift's Glibc module hides: it is made without _GNU_SOURCE.
#pragma once

// namespaces(7); CLONE_NEWNET is 0x40000000 (linux/sched.h).
int setns(int fd, int nstype);
int unshare(int flags);
static const int newNetwork = 0x40000000;

// pipe(2), memfd_create(2): descriptors that no program inherits by chance. MFD_CLOEXEC is 1.
int pipe2(int pipefd[2], int flags);
int memfd_create(const char *name, unsigned int flags);
static const unsigned int closesOnExec = 1;
