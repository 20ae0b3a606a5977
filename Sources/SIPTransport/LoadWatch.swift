internal import Glibc
package import Timekeeping

/// Tells from what came too late, or not at all, whether the machine keeps up.
package struct LoadWatch {
  /// What is counted from the start of the service.
  package struct Losses: Equatable {
    /// Datagrams that found no room in a socket's buffer.
    package var datagrams = 0
    /// Beats of the media that were left out.
    package var beats = 0

    package init(datagrams: Int = 0, beats: Int = 0) {
      self.datagrams = datagrams
      self.beats = beats
    }
  }

  /// Between two looks.
  package static let interval = Duration.milliseconds(100)
  /// An alarm that rings so late: a caller notices nothing yet, and many more are about to.
  package static let bearableLateness = Duration.milliseconds(100)
  /// Beats left out in one interval: one may be a hiccup.
  package static let bearableBeats = 1

  private var worst = Duration.zero
  private var last: (at: Moment, losses: Losses)?

  package init() {}

  /// An alarm rang this late.
  package mutating func note(lateness: Duration) { worst = max(worst, lateness) }

  /// Whether there is strain; nil when it is too soon to look again.
  package mutating func look(at now: Moment, _ losses: () -> Losses) -> Bool? {
    if let last, now - last.at < Self.interval { return nil }
    let losses = losses()
    defer {
      last = (now, losses)
      worst = .zero
    }
    guard let before = last?.losses else { return false }
    return worst > Self.bearableLateness || losses.datagrams > before.datagrams
      || losses.beats > before.beats + Self.bearableBeats
  }

  /// Datagrams that a socket had no room for since it was opened (SO_MEMINFO); 0 where the system does not say.
  package static func drops(of descriptor: CInt) -> Int {
    // linux/sock_diag.h: nine numbers, of which the last counts drops.
    var figures = InlineArray<9, UInt32>(repeating: 0)
    var length = socklen_t(MemoryLayout<InlineArray<9, UInt32>>.size)
    guard getsockopt(descriptor, SOL_SOCKET, memoryInformation, &figures, &length) == 0 else { return 0 }
    return Int(figures[8])
  }

  /// SO_MEMINFO of asm-generic/socket.h.
  private static let memoryInformation: CInt = 55
}
