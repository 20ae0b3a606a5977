package import RTPPackets
package import Timekeeping

/// How well packets arrive: lost ones and jitter as a receiver counts them (RFC 3550 §6.4.1, A.3, A.8).
///
/// While only samples of the audio are read, nobody knows what is lost in between: those packets are passed over, and
/// figures are of the stretches in which everything was read.
package struct ReceptionStatistics: Sendable, Equatable {
  package private(set) var packetsReceived = 0
  package private(set) var octetsReceived = 0
  /// Packets that were not looked at, by their sequence numbers; some of them may have been lost.
  package private(set) var packetsPassedOver = 0
  /// Whether only samples of the audio are read.
  package var isSampled = false
  /// Of sources that have been replaced since.
  private var earlierLost = 0
  private var clock = RTPClock.telephone
  private var source: Source?

  /// What is reported of the source that is heard now (RFC 3550 §6.4.1).
  struct Heard {
    var ssrc: UInt32
    var expected: Int
    var received: Int
    /// With the number of times that it has wrapped above its sixteen bits.
    var highestSequence: UInt32
    /// In ticks.
    var jitter: Int
  }

  /// Nil before the first packet.
  var heard: Heard? {
    source.map { source in
      Heard(
        ssrc: source.ssrc, expected: source.highest + 1 - source.passedOver, received: source.received,
        highestSequence: UInt32(truncatingIfNeeded: Int(source.first.rawValue) + source.highest),
        jitter: Int(source.jitter))
    }
  }

  private struct Source: Equatable {
    var ssrc: UInt32
    var first: RTPSequence
    /// The extended highest sequence number, counting from the first packet as 0.
    var highest = 0
    var last: RTPSequence
    var received = 1
    var passedOver = 0
    /// Whether what follows the last packet was, at least at first, only sampled.
    var isSampled: Bool
    /// In ticks.
    var jitter = 0.0
    var lastTransit: Int?

    var lost: Int { max(0, highest + 1 - received - passedOver) }
  }

  package init() {}

  /// Packets that should have come and did not; duplicates count against it, as in RFC 3550 A.3.
  package var packetsLost: Int { earlierLost + (source?.lost ?? 0) }

  /// The mean deviation of the spacing between packets (RFC 3550 §6.4.1).
  package var jitter: Duration {
    clock.duration(ofTicks: Int(source?.jitter ?? 0))
  }

  /// Counts a believed packet. `isAudio` is false for telephone-events, whose timestamps stand still.
  ///
  /// - Parameter clock: that of the timestamps.
  package mutating func receive(
    _ header: RTPHeader, octets: Int, isAudio: Bool, clock: RTPClock = .telephone, at now: Moment
  ) {
    packetsReceived += 1
    octetsReceived += octets
    var current: Source
    if let known = source, known.ssrc == header.ssrc, Self.isPlausible(header.sequence, after: known.last) {
      current = known
      current.received += 1
      let step = current.last.distance(to: header.sequence)
      if step > 0 {
        if isSampled || current.isSampled, step > 1 {
          current.passedOver += step - 1
          packetsPassedOver += step - 1
          current.lastTransit = nil
        }
        current.highest += step
        current.last = header.sequence
      }
    } else {
      earlierLost = packetsLost
      current = Source(ssrc: header.ssrc, first: header.sequence, last: header.sequence, isSampled: isSampled)
    }
    current.isSampled = isSampled
    if clock != self.clock {
      self.clock = clock
      (current.jitter, current.lastTransit) = (0, nil)
    }
    if isAudio { measure(&current, header.timestamp, at: now) }
    source = current
  }

  /// RFC 3550 A.1: a larger jump is a sender that has started anew.
  private static func isPlausible(_ sequence: RTPSequence, after last: RTPSequence) -> Bool {
    (-100..<3_000).contains(last.distance(to: sequence))
  }

  private func measure(_ source: inout Source, _ timestamp: RTPTimestamp, at now: Moment) {
    let arrival = RTPTimestamp(rawValue: UInt32(truncatingIfNeeded: clock.ticks(in: now.sinceZero)))
    let transit = timestamp.distance(to: arrival)
    if let last = source.lastTransit {
      let deviation = abs(Int(Int32(truncatingIfNeeded: transit - last)))
      source.jitter += (Double(deviation) - source.jitter) / 16
    }
    source.lastTransit = transit
  }
}
