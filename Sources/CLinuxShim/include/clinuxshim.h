/* Linux system calls that the Glibc module does not offer: batched datagrams, epoll, timerfd, eventfd. */
#ifndef CLINUXSHIM_H
#define CLINUXSHIM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

/* struct mmsghdr, which exists only under _GNU_SOURCE; shim.c asserts that the two are the same. */
typedef struct {
  struct msghdr msg_hdr;
  unsigned int msg_len;
} cl_mmsghdr;

int cl_sendmmsg(int fd, cl_mmsghdr *messages, unsigned int count, int flags);
int cl_recvmmsg(int fd, cl_mmsghdr *messages, unsigned int count, int flags);

/* epoll_event's data is a packed union that Swift reads awkwardly: hand over and take back the 64-bit word. */
int cl_epoll_add(int epoll, int fd, uint32_t events, uint64_t word);
uint64_t cl_epoll_word(const struct epoll_event *event);

/* The calling thread's name as shown by top -H and in core dumps; at most 15 characters. */
int cl_name_thread(const char *name);

/* Lets the calling thread, and no other, run before all ordinary ones as soon as it has something to do (sched(7),
   SCHED_RR at the lowest priority, of which the kernel leaves others a twentieth of the time); 0, or the error number
   where the process may not do that. */
int cl_make_thread_real_time(void);

/* Lets the calling thread, and no other, run before ordinary ones as far as the process may do that. */
void cl_favour_thread(void);

/* Lets the kernel drop RTP of one payload type that comes to a UDP socket, but for every packet whose sequence number is
   a multiple of `one_in`, a power of two (socket(7) SO_ATTACH_FILTER); and nothing any more. */
int cl_sample_payload_type(int fd, uint8_t payload_type, uint16_t one_in);
int cl_take_everything(int fd);

/* Octets of memory that the allocator has handed out. */
size_t cl_memory_in_use(void);

/* Gives the system back every whole page that is free (malloc_trim(3)); allocating threads wait meanwhile. */
void cl_return_memory(void);

#endif
