internal import CLinuxShim
internal import Glibc
internal import MediaEngine
internal import Synchronization

/// What waits for one media thread: bounded, and locked only while something is put in or taken out.
final class LoopInbox: Sendable {
  /// Something for the thread to do.
  enum Item: Sendable {
    /// A stream with its sockets, to be looked after from now on.
    case adopt(MediaStreamID, PortPair, RTPSenderSeed)
    /// A command; refused when it connects to an address that is never to be sent to.
    case command(MediaCommand, isRefused: Bool)
    /// Called by the thread when everything before it has been done.
    case reply(@Sendable () -> Void)
  }

  private struct State {
    var items: [Item] = []
    /// Whether the thread looks in before long by itself.
    var isBeating = false
    /// Whether the thread has been woken for what waits.
    var isAwaited = false
    var isStopping = false
    var isClosed = false
    var dropped = 0
  }

  private let state = Mutex(State())
  /// Readable when something waits.
  let wakeDescriptor: Int32
  private let capacity: Int

  init(capacity: Int) throws(MediaTransportError) {
    self.capacity = capacity
    wakeDescriptor = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
    guard wakeDescriptor >= 0 else { throw .kernel("open an event counter", errno) }
  }

  deinit {
    Glibc.close(wakeDescriptor)
  }

  /// Commands that found the inbox full.
  var dropped: Int { state.withLock { $0.dropped } }

  /// Puts something in; false when the thread is gone or the inbox is full.
  ///
  /// While the thread beats, it is woken only for what cannot wait for the next beat.
  ///
  /// A full inbox still takes what frees something or is waited for: there is at most one of each for a stream
  /// or a waiting caller, so it stays bounded.
  @discardableResult
  func put(_ item: Item) -> Bool {
    let (isTaken, wakes) = state.withLock { state -> (Bool, Bool) in
      guard !state.isClosed else { return (false, false) }
      guard state.items.count < capacity || item.isIndispensable else {
        state.dropped += 1
        return (false, false)
      }
      state.items.append(item)
      let wakes = !state.isAwaited && (!state.isBeating || item.isUrgent)
      if wakes { state.isAwaited = true }
      return (true, wakes)
    }
    if wakes { wake() }
    return isTaken
  }

  /// Asks the thread to close everything and end.
  func stop() {
    state.withLock { $0.isStopping = true }
    wake()
  }

  /// Everything that waits, in the order it came, put into `items`; whether the thread is to end.
  func take(into items: inout [Item]) -> Bool {
    state.withLock { state in
      swap(&items, &state.items)
      state.isAwaited = false
      return state.isStopping
    }
  }

  /// Whether the thread takes what waits with every beat from now on; false when something has come for which it
  /// would not wake.
  func note(isBeating: Bool) -> Bool {
    state.withLock { state in
      state.isBeating = isBeating
      return isBeating || state.isAwaited || state.items.isEmpty
    }
  }

  /// The thread takes nothing any more; what was left.
  func close() -> [Item] {
    state.withLock { state in
      state.isClosed = true
      defer { state.items = [] }
      return state.items
    }
  }

  /// Makes the wake descriptor unreadable again.
  func acknowledgeWake() {
    var count: UInt64 = 0
    _ = read(wakeDescriptor, &count, MemoryLayout<UInt64>.size)
  }

  private func wake() {
    var one: UInt64 = 1
    _ = write(wakeDescriptor, &one, MemoryLayout<UInt64>.size)
  }
}

/// The random beginnings of a stream's numbers (RFC 3550 §5.1).
struct RTPSenderSeed: Sendable {
  var ssrc: UInt32
  var sequence: UInt16
  var timestamp: UInt32
}

extension LoopInbox.Item {
  /// Whether somebody waits to hear it, or for its end.
  fileprivate var isUrgent: Bool {
    switch self {
    case .reply, .command(.play, _), .command(.append, _), .command(.loop, _), .command(.stop, _),
      .command(.bridge, _),
      .command(.unbridge, _), .command(.echo, _), .command(.record, _), .command(.pauseRecording, _),
      .command(.resumeRecording, _), .command(.endRecording, _), .command(.supervise, _):
      true
    case .adopt, .command(.connect, _), .command(.press, _), .command(.withholdKeys, _), .command(.attach, _),
      .command(.close, _):
      false
    }
  }

  fileprivate var isIndispensable: Bool {
    switch self {
    case .adopt, .reply, .command(.close, _): true
    case .command: false
    }
  }
}
