package import RTPPackets
package import Timekeeping

/// Decides whose packets a stream believes, so that nobody else can listen in or speak ("RTP bleed").
///
/// ```
///            from the stated address                  from the stated address
///   open ───────────────────────────▶ stated ◀──────────────────────────────── learned
///     └── five in a row from a known host's other port, agreed payload type, one SSRC ──▲
/// ```
///
/// The stated address is the one in the session description. Behind a NAT packets come from another one, but from
/// a host that is known: the stated one, or the one that the signalling comes from (restricted latching, RFC 7362).
/// Any other host is never believed, whatever it sends and however much. A known host's other port is adopted only
/// while nobody is locked, only after five packets in half a second that continue each other, and loses to the
/// stated address for good. What comes before the fifth is not believed either. After that only a re-negotiation
/// opens the lock again, and a source that was right until then may go on at once if its host is still known.
package struct SourceLock: Sendable {
  /// Whom the stream believes.
  package enum State: Sendable, Hashable {
    case open
    case learned(MediaAddress)
    case stated(MediaAddress)
  }

  private struct Candidate {
    var source: MediaAddress
    var ssrc: UInt32
    var last: RTPSequence
    var count: Int
    var since: Moment
  }

  package private(set) var state = State.open
  package private(set) var stated: MediaAddress?
  /// Where the other party's signalling comes from.
  private var signallingHost: UInt128?
  /// The learned source from before a re-negotiation that left the stated address as it was.
  private var incumbent: MediaAddress?
  private var candidates: InlineArray<4, Candidate?> = .init(repeating: nil)

  private static let packetsToLearn = 5
  private static let timeToLearn = Duration.milliseconds(500)
  private static let largestStep = 4

  package init() {}

  /// Where packets for the other party go: to the source that was locked, else to the stated address.
  package var destination: MediaAddress? {
    switch state {
    case .learned(let source), .stated(let source): source
    case .open: incumbent ?? stated
    }
  }

  /// Whether somebody is believed.
  package var isLocked: Bool {
    switch state {
    case .open: false
    case .learned, .stated: true
    }
  }

  /// A session description states this address; nil when it states none that can be sent to.
  ///
  /// - Parameter host: where the signalling that brought it comes from; nil when that is not known.
  package mutating func negotiate(stated address: MediaAddress?, signalledFrom host: UInt128?) {
    defer { stated = address }
    signallingHost = host
    candidates = .init(repeating: nil)
    guard address == stated else {
      incumbent = nil
      state = .open
      return
    }
    if case .learned(let source) = state {
      incumbent = source
      state = .open
    }
    if let source = incumbent, !isKnown(source.host) { incumbent = nil }
  }

  /// Whether a packet from `source` could be believed: asked before anything is spent on reading it.
  package func considers(_ source: MediaAddress) -> Bool {
    switch state {
    case .stated(let locked): source == locked
    case .learned(let locked): source == locked || source == stated
    case .open: source == stated || source == incumbent || isKnown(source.host)
    }
  }

  /// Whether `source` is on the host that packets are sent to, or on one that may be learned: enough for a report.
  package func considersHost(of source: MediaAddress) -> Bool {
    source.host == destination?.host || isKnown(source.host)
  }

  /// Whether a packet from `source` is to be believed.
  ///
  /// - Parameter isAgreed: its payload type is one that was negotiated, and packets are expected at all.
  package mutating func admits(
    _ header: RTPHeader, from source: MediaAddress, isAgreed: Bool, at now: Moment
  ) -> Bool {
    switch state {
    case .stated(let locked):
      return source == locked
    case .learned(let locked):
      if source == stated { state = .stated(source) }
      return source == locked || source == stated
    case .open:
      if source == stated {
        state = .stated(source)
      } else if source == incumbent || (isAgreed && isKnown(source.host) && learns(header, from: source, at: now)) {
        state = .learned(source)
      }
      return state != .open
    }
  }

  /// Whether anybody there may be learned; others do not even take a candidate's place.
  private func isKnown(_ host: UInt128) -> Bool {
    host == stated?.host || host == signallingHost
  }

  /// Counts a packet of a source that is not locked; true when it is the one that convinces.
  private mutating func learns(_ header: RTPHeader, from source: MediaAddress, at now: Moment) -> Bool {
    let index = place(of: source)
    guard var candidate = candidates[index], candidate.source == source, candidate.ssrc == header.ssrc,
      now - candidate.since <= Self.timeToLearn,
      (0...Self.largestStep).contains(candidate.last.distance(to: header.sequence))
    else {
      candidates[index] = Candidate(source: source, ssrc: header.ssrc, last: header.sequence, count: 1, since: now)
      return false
    }
    // The same number again proves nothing and breaks nothing.
    if candidate.last != header.sequence { candidate.count += 1 }
    candidate.last = header.sequence
    candidates[index] = candidate
    return candidate.count >= Self.packetsToLearn
  }

  /// The candidate's own place, an empty one, or that of whoever began first.
  private func place(of source: MediaAddress) -> Int {
    var best = 0
    for index in candidates.indices {
      guard let candidate = candidates[index] else { return index }
      if candidate.source == source { return index }
      if let oldest = candidates[best], candidate.since < oldest.since { best = index }
    }
    return best
  }
}
