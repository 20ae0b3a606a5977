package import RTPPackets
package import Timekeeping

/// How well packets arrive: lost ones and jitter as a receiver counts them (RFC 3550 §6.4.1, A.3, A.8).
package struct ReceptionStatistics: Sendable, Equatable {
  package private(set) var packetsReceived = 0
  package private(set) var octetsReceived = 0
  /// Of sources that have been replaced since.
  private var earlierLost = 0
  private var source: Source?

  private struct Source: Equatable {
    var ssrc: UInt32
    /// The extended highest sequence number, counting from the first packet as 0.
    var highest = 0
    var last: RTPSequence
    var received = 1
    /// In ticks.
    var jitter = 0.0
    var lastTransit: Int?

    var lost: Int { max(0, highest + 1 - received) }
  }

  package init() {}

  /// Packets that should have come and did not; duplicates count against it, as in RFC 3550 A.3.
  package var packetsLost: Int { earlierLost + (source?.lost ?? 0) }

  /// The mean deviation of the spacing between packets (RFC 3550 §6.4.1).
  package var jitter: Duration {
    RTPClock.telephone.duration(ofTicks: Int(source?.jitter ?? 0))
  }

  /// Counts a believed packet. `isAudio` is false for telephone-events, whose timestamps stand still.
  package mutating func receive(_ header: RTPHeader, octets: Int, isAudio: Bool, at now: Moment) {
    packetsReceived += 1
    octetsReceived += octets
    var current: Source
    if let known = source, known.ssrc == header.ssrc, Self.isPlausible(header.sequence, after: known.last) {
      current = known
      current.received += 1
      let step = current.last.distance(to: header.sequence)
      if step > 0 {
        current.highest += step
        current.last = header.sequence
      }
    } else {
      earlierLost = packetsLost
      current = Source(ssrc: header.ssrc, last: header.sequence)
    }
    if isAudio { Self.measure(&current, header.timestamp, at: now) }
    source = current
  }

  /// RFC 3550 A.1: a larger jump is a sender that has started anew.
  private static func isPlausible(_ sequence: RTPSequence, after last: RTPSequence) -> Bool {
    (-100..<3_000).contains(last.distance(to: sequence))
  }

  private static func measure(_ source: inout Source, _ timestamp: RTPTimestamp, at now: Moment) {
    let arrival = RTPTimestamp(rawValue: UInt32(truncatingIfNeeded: RTPClock.telephone.ticks(in: now.sinceZero)))
    let transit = timestamp.distance(to: arrival)
    if let last = source.lastTransit {
      let deviation = abs(Int(Int32(truncatingIfNeeded: transit - last)))
      source.jitter += (Double(deviation) - source.jitter) / 16
    }
    source.lastTransit = transit
  }
}
