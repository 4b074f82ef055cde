/* Before the kernel's headers, which then leave out what the C library defines (linux/libc-compat.h). */
#include <netinet/in.h>

#include <libmnl/libmnl.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/ethtool.h>
#include <linux/ethtool_netlink.h>
#include <linux/fib_rules.h>
#include <linux/filter.h>
#include <linux/genetlink.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_bridge.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/if_tunnel.h>
#include <linux/netlink.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <linux/veth.h>
#include <linux/wireguard.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* glibc declares it in string.h only with _GNU_SOURCE, which the Swift importer doesn't define. */
extern const char *strerrorname_np(int number);
/* The same for pthread.h. */
extern int pthread_setname_np(pthread_t thread, const char *name);
/* The same for sys/socket.h: recvmmsg(2). */
#ifndef __USE_GNU
struct mmsghdr {
  struct msghdr msg_hdr;
  unsigned int msg_len;
};
extern int recvmmsg(int socket, struct mmsghdr *messages, unsigned int count, int flags, struct timespec *timeout);
#endif
/* The same for unistd.h: sethostname(2) and setdomainname(2). */
extern int sethostname(const char *name, size_t len);
extern int setdomainname(const char *name, size_t len);

/* Where the program's read-only part begins, and where its code ends: the linker's symbols (end(3)). */
extern const char __executable_start[];
extern const char etext[];
static inline const void *program_start(void) { return __executable_start; }
static inline const void *program_code_end(void) { return etext; }

/* Requests of <linux/if_tun.h>: macros that compute sizes aren't imported. */
static const unsigned long tun_set_interface = TUNSETIFF;
static const unsigned long tun_set_index = TUNSETIFINDEX;
static const unsigned long tun_set_owner = TUNSETOWNER;
static const unsigned long tun_set_group = TUNSETGROUP;
static const unsigned long tun_set_persistence = TUNSETPERSIST;
