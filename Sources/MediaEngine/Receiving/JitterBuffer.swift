package import RTPPackets
package import Timekeeping

/// Puts the packets of one source back into the order and the time in which they were said.
///
/// ```
///   filling ──── what has come is as old as the target says ───▶ playing
///      ▲                                                            │
///      └────────── nothing is left: the other party's time ─────────┘
///                  stands still, until something comes or the delay is at its longest
/// ```
///
/// It keeps packets as they came and says what to make the next samples of; whoever asks decodes. The delay is how long
/// after its earliest possible arrival a sample is played: `DelayEstimate` says how long it should be. It becomes longer
/// when nothing is left to play, and shorter in pauses, or where whoever asks leaves out samples (`excess`). No packet,
/// however it is numbered and stamped, makes it keep more than `PacketStore` holds or wait longer than 200 ms.
package struct JitterBuffer {
  /// What became of a packet.
  package enum Insertion: Sendable, Hashable {
    case taken
    /// Came before.
    case duplicate
    /// Its time is over.
    case late
    /// Longer than anything that is spoken.
    case tooLong
  }

  /// What the next samples are to be made of. All lengths are in ticks.
  package enum Turn: Sendable, Hashable {
    /// A packet; so much of its beginning is left out because its time is over.
    case packet(StoredPacket, skipping: Int)
    /// Something is lost. If it is what was said right before `next`, that one may know something of it.
    case lost(ticks: Int, next: StoredPacket?)
    /// The other party has said nothing.
    case pause(ticks: Int)
    /// There is nothing to play yet: the time that is to be filled does not count.
    case waiting
  }

  private enum State {
    /// Nothing has been heard.
    case empty
    /// So many ticks have been filled with something else meanwhile.
    case filling(held: Int)
    case playing
  }

  /// What was counted from the beginning.
  package private(set) var figures = JitterFigures()
  private var store = PacketStore()
  private var delays: DelayEstimate
  private let clock: RTPClock
  private var state = State.empty
  private var ssrc: UInt32 = 0
  /// What would be played next.
  private var head = RTPTimestamp(rawValue: 0)
  /// The last packet that was played.
  private var last: RTPSequence?
  /// Of the first packet: transits are counted from here, so that they are small.
  private var base = RTPTimestamp(rawValue: 0)
  private var newestSequence = RTPSequence(rawValue: 0)
  private var lateInARow = 0

  /// A source whose packets are late so often in a row has another time than we thought.
  private static let lateToRestart = 5
  /// RFC 3550 A.1: a larger step is a sender that has begun anew.
  private static let largestStep = 3_000

  package init(clock: RTPClock) {
    self.clock = clock
    delays = DelayEstimate(clockRate: clock.rate)
  }

  /// For how long packets are kept, at this time.
  package var target: Duration { clock.duration(ofTicks: delays.target) }

  /// Takes a packet that lasts `ticks`.
  package mutating func insert(
    _ header: RTPHeader, ticks: Int, _ content: PacketContent, payload: Span<UInt8>, at now: Moment
  ) -> Insertion {
    if case .empty = state { begin(header, at: now, isNew: true) }
    if header.ssrc != ssrc || !(-100..<Self.largestStep).contains(newestSequence.distance(to: header.sequence)) {
      begin(header, at: now, isNew: true)
    }
    guard !store.knows(header.sequence) else {
      figures.packetsDuplicate += 1
      return .duplicate
    }
    var transit = transit(of: header, at: now)
    // Another second has begun on the sender's clock, or an hour.
    if abs(transit - delays.shortest) > clock.rate {
      begin(header, at: now, isNew: false)
      transit = 0
    } else if transit < delays.shortest - clock.rate / 10 {
      delays.restart()
    }
    if last == nil, case .filling = state, (-clock.rate / 10..<0).contains(head.distance(to: header.timestamp)) {
      // Overtaken by the first one that came.
      head = header.timestamp
    }
    let isLate = head.distance(to: header.timestamp.advanced(by: ticks)) <= 0
    if isLate, isIdle || lateInARow >= Self.lateToRestart {
      begin(header, at: now, isNew: false)
      transit = 0
    } else if isLate {
      lateInARow += 1
      figures.packetsLate += 1
      delays.note(transit, isLate: true)
      return .late
    }
    lateInARow = 0
    delays.note(transit, isLate: false)
    guard store.put(header, ticks: ticks, content, payload: payload) else { return .tooLong }
    if newestSequence.distance(to: header.sequence) > 0 { newestSequence = header.sequence }
    return .taken
  }

  /// What to make the next samples of.
  ///
  /// - Parameters:
  ///   - buffered: what has been decoded and not yet been played.
  ///   - missing: what is still wanted, more than nothing.
  package mutating func next(buffered: Int, missing: Int, at now: Moment) -> Turn {
    switch state {
    case .empty: return .waiting
    case .filling(let held):
      guard let packet = store.earliest() else { return wait(held, missing, buffered, at: now) }
      // What was filled stands for what was lost meanwhile; the rest of the way is as long as the delay is to be.
      var start = min(max(0, head.distance(to: packet.timestamp)), held)
      let delay = delay(at: now, buffered: buffered)
      if delay - start < delays.target { start = max(0, delay - delays.target) }
      guard delay - start >= delays.target else { return wait(held, missing, buffered, at: now) }
      head = head.advanced(by: start)
      state = .playing
      return play(packet, buffered, missing, at: now)
    case .playing:
      catchUp(buffered, at: now)
      guard let packet = store.earliest() else {
        state = .filling(held: 0)
        return wait(0, missing, buffered, at: now)
      }
      return play(packet, buffered, missing, at: now)
    }
  }

  /// By how much what is played is older than need be, in ticks; not positive when it is not.
  package func excess(buffered: Int, at now: Moment) -> Int {
    guard case .playing = state else { return 0 }
    return delay(at: now, buffered: buffered) - delays.target - delays.frame
  }

  /// Whether a packet waits to be played.
  package var hasMore: Bool { store.count > 0 }

  /// Calls `body` with the payload of a packet of the latest turn.
  package func withPayload<Result>(of packet: StoredPacket, _ body: (Span<UInt8>) -> Result) -> Result {
    store.withPayload(of: packet, body)
  }
}

// MARK: - Inside

extension JitterBuffer {
  /// So much has been filled while nothing came that nobody misses anything any more: 100 ms.
  private var isIdle: Bool {
    guard case .filling(let held) = state else { return false }
    return held >= clock.rate / 10 && store.count == 0
  }

  private mutating func begin(_ header: RTPHeader, at now: Moment, isNew: Bool) {
    store.removeAll()
    if isNew { delays = DelayEstimate(clockRate: clock.rate) } else { delays.restart() }
    if case .empty = state {} else { figures.restarts += 1 }
    ssrc = header.ssrc
    newestSequence = header.sequence
    head = header.timestamp
    last = nil
    lateInARow = 0
    base = arrival(at: now).advanced(by: -Int(header.timestamp.rawValue))
    state = .filling(held: 0)
  }

  private func arrival(at now: Moment) -> RTPTimestamp {
    RTPTimestamp(rawValue: UInt32(truncatingIfNeeded: clock.ticks(in: now.sinceZero)))
  }

  private func transit(of header: RTPHeader, at now: Moment) -> Int {
    base.distance(to: arrival(at: now).advanced(by: -Int(header.timestamp.rawValue)))
  }

  /// How long after it could have come at best the next sample would be played.
  private func delay(at now: Moment, buffered: Int) -> Int {
    base.distance(to: arrival(at: now).advanced(by: -Int(head.rawValue))) + buffered - delays.shortest
  }

  private mutating func wait(_ held: Int, _ missing: Int, _ buffered: Int, at now: Moment) -> Turn {
    state = .filling(held: min(held + missing, clock.rate))
    // The other party's time goes on when nobody waits for it any more.
    let tooMuch = delay(at: now, buffered: buffered) - delays.longest
    if tooMuch > 0, store.count == 0 { head = head.advanced(by: tooMuch) }
    return .waiting
  }

  private mutating func play(_ packet: StoredPacket, _ buffered: Int, _ missing: Int, at now: Moment) -> Turn {
    let gap = head.distance(to: packet.timestamp)
    guard gap > 0 else {
      store.finish(packet.sequence)
      last = packet.sequence
      let skipped = min(-gap, packet.ticks)
      head = head.advanced(by: packet.ticks - skipped)
      return .packet(packet, skipping: skipped)
    }
    let isPause = last.map { $0.distance(to: packet.sequence) == 1 } ?? true
    guard isPause || gap > clock.rate / 2 else {
      let isLastLost = gap <= packet.ticks
      let ticks = isLastLost ? gap : min(gap - packet.ticks, delays.frame)
      head = head.advanced(by: ticks)
      figures.ticksConcealed += ticks
      return .lost(ticks: ticks, next: isLastLost ? packet : nil)
    }
    // In a pause the delay costs nothing to shorten.
    let skipped = min(max(0, delay(at: now, buffered: buffered) - delays.target), gap)
    head = head.advanced(by: skipped)
    guard gap > skipped else { return play(packet, buffered, missing, at: now) }
    let ticks = min(gap - skipped, missing)
    head = head.advanced(by: ticks)
    return .pause(ticks: ticks)
  }

  /// Passes over what is so old that nobody wants to hear it any more: half a second.
  private mutating func catchUp(_ buffered: Int, at now: Moment) {
    let delay = delay(at: now, buffered: buffered)
    guard delay > clock.rate / 2 else { return }
    head = head.advanced(by: delay - delays.target)
    while let packet = store.earliest(), head.distance(to: packet.timestamp.advanced(by: packet.ticks)) <= 0 {
      figures.packetsPassedOver += 1
      last = packet.sequence
      store.finish(packet.sequence)
    }
  }
}
