#define _GNU_SOURCE
#include "clinuxshim.h"

#include <linux/filter.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/syscall.h>
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

int cl_make_thread_real_time(void) {
  struct sched_param lowest = {.sched_priority = sched_get_priority_min(SCHED_RR)};
  return pthread_setschedparam(pthread_self(), SCHED_RR, &lowest);
}

/* The first fields of the kernel's struct sched_attr, for which glibc has no function before 2.41. */
struct fair_share {
  uint32_t size;
  uint32_t policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t slice;
  uint64_t deadline;
  uint64_t period;
};

/* On Linux a nice value belongs to a thread, and a thread id names it. Somebody may have favoured the whole process
   already: the thread goes before the others all the same. The slice is what may be asked for without any right, from
   Linux 6.12 on: who asks for a short one is woken before those whose own has not ended. */
void cl_favour_thread(void) {
  id_t self = (id_t)gettid();
  int nice = getpriority(PRIO_PROCESS, self) - 11;
  setpriority(PRIO_PROCESS, self, nice < -20 ? -20 : nice);
  struct fair_share share = {
      .size = sizeof share, .policy = SCHED_OTHER, .nice = getpriority(PRIO_PROCESS, self), .slice = 100000};
  syscall(SYS_sched_setattr, 0, &share, 0);
}

size_t cl_memory_in_use(void) {
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

void cl_return_memory(void) { malloc_trim(0); }

/* A filter sees the datagram from its UDP header on, which has eight octets. */
int cl_sample_payload_type(int fd, uint8_t payload_type, uint16_t one_in) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 8 + 1),
      BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0x7F),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, payload_type, 0, 3),
      BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 8 + 2),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (uint32_t)(one_in - 1), 0, 1),
      BPF_STMT(BPF_RET | BPF_K, 0),
      BPF_STMT(BPF_RET | BPF_K, 0xFFFF),
  };
  struct sock_fprog program = {.len = sizeof code / sizeof *code, .filter = code};
  return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

int cl_take_everything(int fd) {
  int nothing = 0;
  return setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &nothing, sizeof nothing);
}
