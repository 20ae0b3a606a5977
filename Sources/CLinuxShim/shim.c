#define _GNU_SOURCE
#include "clinuxshim.h"

#include <malloc.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/resource.h>
#include <unistd.h>

_Static_assert(sizeof(struct mmsghdr) == sizeof(cl_mmsghdr), "cl_mmsghdr mirrors mmsghdr");
_Static_assert(offsetof(struct mmsghdr, msg_len) == offsetof(cl_mmsghdr, msg_len), "cl_mmsghdr mirrors mmsghdr");

int cl_sendmmsg(int fd, cl_mmsghdr *messages, unsigned int count, int flags) {
  return sendmmsg(fd, (struct mmsghdr *)messages, count, flags);
}

int cl_recvmmsg(int fd, cl_mmsghdr *messages, unsigned int count, int flags) {
  return recvmmsg(fd, (struct mmsghdr *)messages, count, flags, NULL);
}

int cl_epoll_add(int epoll, int fd, uint32_t events, uint64_t word) {
  struct epoll_event event = {.events = events, .data = {.u64 = word}};
  return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

uint64_t cl_epoll_word(const struct epoll_event *event) { return event->data.u64; }

int cl_name_thread(const char *name) { return pthread_setname_np(pthread_self(), name); }

/* On Linux a nice value belongs to a thread, and a thread id names it. */
int cl_favour_thread(void) { return setpriority(PRIO_PROCESS, (id_t)gettid(), -11); }

size_t cl_memory_in_use(void) { return mallinfo2().uordblks; }

size_t cl_memory_free(void) { return mallinfo2().fordblks; }

void cl_return_memory(void) { malloc_trim(0); }
