internal import CLinuxShim
internal import Glibc
internal import Timekeeping

/// What a media thread waits on: its sockets, its inbox and its next beat, in one `epoll`.
struct LoopSelector: ~Copyable {
  /// What has become ready.
  enum Ready {
    case rtp(slot: Int)
    case rtcp(slot: Int)
    case inbox
    case timer
  }

  /// Ready descriptors told at once: few, so that the next beat is never far away.
  private static let capacity = 64
  private let epoll: Int32
  private let timer: Int32
  private let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: capacity)

  private enum Word {
    static let rtcp: UInt64 = 1 << 32
    static let inbox: UInt64 = 2 << 32
    static let timer: UInt64 = 3 << 32
  }

  init(wakeDescriptor: Int32) throws(MediaTransportError) {
    events.initialize(repeating: epoll_event(), count: Self.capacity)
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    timer = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_NONBLOCK) | Int32(TFD_CLOEXEC))
    guard epoll >= 0, timer >= 0 else { throw .kernel("open an epoll and a timer", errno) }
    try watch(wakeDescriptor, Word.inbox)
    try watch(timer, Word.timer)
  }

  deinit {
    events.deallocate()
    if timer >= 0 { Glibc.close(timer) }
    if epoll >= 0 { Glibc.close(epoll) }
  }

  /// Watches the sockets of a stream until they are closed.
  func watch(_ ports: PortPair, slot: Int) throws(MediaTransportError) {
    try watch(ports.rtp, UInt64(slot))
    try watch(ports.rtcp, UInt64(slot) | Word.rtcp)
  }

  /// Waits until something is ready; how much is.
  func wait() -> Int {
    max(0, Int(epoll_wait(epoll, events, Int32(Self.capacity), -1)))
  }

  subscript(index: Int) -> Ready {
    let word = cl_epoll_word(events + index)
    let slot = Int(word & 0xFFFF_FFFF)
    return switch word & ~0xFFFF_FFFF {
    case Word.rtcp: .rtcp(slot: slot)
    case Word.inbox: .inbox
    case Word.timer: .timer
    default: .rtp(slot: slot)
    }
  }

  /// Sets the timer to a moment of CLOCK_MONOTONIC, or to never; either way what it has told is forgotten.
  func arm(_ deadline: Moment?) {
    var setting = itimerspec()
    if let deadline {
      let (seconds, attoseconds) = deadline.sinceZero.components
      // All zeros would mean never.
      setting.it_value = timespec(tv_sec: Int(seconds), tv_nsec: max(1, Int(attoseconds / 1_000_000_000)))
    }
    timerfd_settime(timer, Int32(TFD_TIMER_ABSTIME), &setting, nil)
  }

  private func watch(_ descriptor: Int32, _ word: UInt64) throws(MediaTransportError) {
    guard cl_epoll_add(epoll, descriptor, EPOLLIN.rawValue, word) == 0 else {
      throw .kernel("watch a descriptor", errno)
    }
  }
}
