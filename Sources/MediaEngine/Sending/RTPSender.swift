package import RTPPackets
package import Timekeeping

/// Numbers and stamps everything that goes to one party, whether it is our own audio or another party's.
///
/// One SSRC and one row of sequence numbers for the stream's life, or until it is told to begin anew. The timestamp of our
/// own frames is a function of the tick's number, so that it goes on with time through holds, gaps and beats that came
/// too late. Where a stream has changed its phase to speak at once, its frames run ahead of the clock by less than a
/// frame and a half; a silent frame that is left out brings them back. Packets of another party keep their distances from each other in both numbers, so that loss and jitter stay visible to the
/// receiver; where they begin, or begin anew, they are fitted in behind what was sent before.
package struct RTPSender: Sendable {
  /// How another party's numbers become ours.
  private struct Forwarding {
    var ssrc: UInt32
    /// That of the other party's timestamps.
    var clock: RTPClock
    var newest: RTPSequence
    /// The last number that was ours before the first forwarded packet.
    var floor: RTPSequence
    var sequenceOffset: UInt16
    /// One of the other party's timestamps, and which of ours is the same moment.
    var anchor: (theirs: RTPTimestamp, ours: RTPTimestamp)
    var lastAudio: Audio?
    var lastSeen: Moment

    /// An audio packet: telephone-events in between stand still in their timestamps.
    struct Audio {
      var timestamp: RTPTimestamp
      var at: Moment
    }
  }

  package private(set) var ssrc: UInt32
  private var clock = RTPClock.telephone
  private var nextSequence: RTPSequence
  private var origin: RTPTimestamp
  /// Behind the last sample that was sent.
  private var mediaEnd: RTPTimestamp?
  private var forwarding: Forwarding?
  private var beginsTalkSpurt = true
  /// Whether the last packet was one of our own.
  private var isOwnTurn = false
  /// The timestamp of our latest telephone-event.
  private var eventStart: RTPTimestamp?

  /// Nothing forwarded for this long is a gap to fill with silence.
  private static let forwardingGap = Duration.milliseconds(200)
  /// How far ahead of the clock a frame may be sent, in milliseconds: a frame, and nearly half of one from before.
  private static let mostLead = 29
  /// From this lead on a silent frame is left out, in milliseconds.
  private static let leadToReturn = 10

  /// All three are chosen at random (RFC 3550 §5.1).
  package init(ssrc: UInt32, sequence: UInt16, timestamp: UInt32) {
    self.ssrc = ssrc
    nextSequence = RTPSequence(rawValue: sequence)
    origin = RTPTimestamp(rawValue: timestamp)
  }

  /// Goes on under another SSRC, which another key makes necessary.
  ///
  /// It follows from the one before, which was random, by a step that visits every number before any comes again. The
  /// sequence number is brought below 2¹⁵, so that no loss at the beginning hides its first wrap (RFC 3711 §3.3.1).
  package mutating func beginAnew() {
    ssrc = ssrc &* 0x9E37_79B5 &+ 0x7F4A_7C15
    nextSequence = RTPSequence(rawValue: nextSequence.rawValue & 0x7FFF)
    forwarding = nil
    beginsTalkSpurt = true
    isOwnTurn = false
  }

  /// A name that no other source has, made of what was chosen at random (RFC 7022 §4.2).
  var canonicalName: String {
    String(UInt64(ssrc) << 32 | UInt64(origin.rawValue), radix: 36) + String(nextSequence.rawValue, radix: 36)
  }

  /// What our clock says at a moment.
  func timestamp(at now: Moment) -> RTPTimestamp { timestamp(ofTick: BeatSchedule.tick(at: now)) }

  func duration(ofTicks ticks: Int) -> Duration { clock.duration(ofTicks: ticks) }

  /// Goes on with another clock, under another SSRC: one source has one clock (RFC 7160 §4.1).
  package mutating func use(_ clock: RTPClock) {
    guard clock != self.clock else { return }
    self.clock = clock
    mediaEnd = nil
    beginAnew()
  }

  /// Whether another party's packets are flowing just now.
  package func isForwarding(at now: Moment) -> Bool {
    guard let forwarding else { return false }
    return now - forwarding.lastSeen < Self.forwardingGap
  }

  /// Whether nothing has been sent by this clock.
  package var isFresh: Bool { mediaEnd == nil }

  /// Whether what has been sent lasts until `tick`, so that a frame that is sent then follows without a gap.
  package func lasts(untilTick tick: Int64) -> Bool {
    mediaEnd.map { timestamp(ofTick: tick).distance(to: $0) >= 0 } ?? false
  }

  /// Whether a frame may be sent at `tick` though the last one is not yet over.
  package func maySpeakEarly(tick: Int64) -> Bool { lead(at: tick) <= Self.mostLead * ticksPerMillisecond }

  /// The header of our own frame at `tick`; nil when a silent one is better left out.
  ///
  /// - Parameter isAudio: something is played; its first frame after silence or a gap gets the marker.
  package mutating func ownHeader(tick: Int64, payloadType: UInt8, isAudio: Bool) -> RTPHeader? {
    let lead = takeTurn(tick)
    if !isAudio, lead >= Self.leadToReturn * ticksPerMillisecond { return nil }
    let timestamp = lead > 0 ? self.timestamp(ofTick: tick).advanced(by: lead) : self.timestamp(ofTick: tick)
    let isContinuous = isOwnTurn && mediaEnd == timestamp
    let marker = !isContinuous || (isAudio && beginsTalkSpurt)
    beginsTalkSpurt = !isAudio
    isOwnTurn = true
    return header(marker, payloadType, timestamp, length: 20 * ticksPerMillisecond)
  }

  /// The header of our own description of noise at `tick`, which begins no talk-spurt: what is said next does (RFC 3551
  /// §4.1). Nil when it is better left out, as a silent frame is.
  package mutating func noiseHeader(tick: Int64, payloadType: UInt8) -> RTPHeader? {
    let lead = takeTurn(tick)
    beginsTalkSpurt = true
    isOwnTurn = true
    guard lead < Self.leadToReturn * ticksPerMillisecond else { return nil }
    return header(
      false, payloadType, timestamp(ofTick: tick).advanced(by: lead), length: 20 * ticksPerMillisecond)
  }

  /// The header of a packet of our own telephone-event, which begins at `tick` or has begun before (RFC 4733 §2.5.1).
  ///
  /// - Parameter milliseconds: how long the event has lasted when the packet is over.
  package mutating func eventHeader(
    tick: Int64, payloadType: UInt8, begins: Bool, milliseconds: Int
  ) -> RTPHeader {
    if begins || eventStart == nil {
      let lead = takeTurn(tick)
      eventStart = timestamp(ofTick: tick).advanced(by: lead)
    }
    // What comes next begins a talk-spurt, however soon.
    isOwnTurn = false
    beginsTalkSpurt = true
    return header(begins, payloadType, eventStart ?? origin, length: milliseconds * ticksPerMillisecond)
  }

  /// Whoever was forwarded is no longer; by how many ticks our next packet is ahead of the clock.
  private mutating func takeTurn(_ tick: Int64) -> Int {
    forwarding = nil
    let lead = lead(at: tick)
    guard lead > Self.mostLead * ticksPerMillisecond else { return lead }
    // Whoever was forwarded has a clock of their own: ours follows.
    origin = origin.advanced(by: lead)
    return 0
  }

  /// The header under which another party's packet goes on; nil for one that is too late to be fitted in.
  ///
  /// - Parameters:
  ///   - theirClock: that of the packet's timestamp.
  ///   - ticks: how long the packet's payload lasts by it; for a telephone-event its duration so far.
  package mutating func forwardedHeader(
    _ original: RTPHeader, clock theirClock: RTPClock = .telephone, payloadType: UInt8, ticks: Int, isAudio: Bool,
    at now: Moment
  ) -> RTPHeader? {
    let length = ticks * clock.rate / theirClock.rate
    if var current = forwarding, current.clock == theirClock,
      continues(current, original, isAudio: isAudio, at: now)
    {
      let sequence = RTPSequence(rawValue: original.sequence.rawValue &+ current.sequenceOffset)
      guard current.floor.distance(to: sequence) > 0 else { return nil }
      if current.newest.distance(to: original.sequence) > 0 { current.newest = original.sequence }
      let since = current.anchor.theirs.distance(to: original.timestamp)
      let timestamp = current.anchor.ours.advanced(by: since * clock.rate / theirClock.rate)
      // Moved along where nothing is lost by it, so that the distance never wraps.
      if since > 0, (since * clock.rate).isMultiple(of: theirClock.rate) {
        current.anchor = (original.timestamp, timestamp)
      }
      if isAudio { current.lastAudio = .init(timestamp: original.timestamp, at: now) }
      current.lastSeen = now
      forwarding = current
      return fitted(original.marker, payloadType, sequence, timestamp, length: length)
    }
    let timestamp = firstTimestamp(at: now)
    forwarding = Forwarding(
      ssrc: original.ssrc, clock: theirClock, newest: original.sequence, floor: nextSequence.advanced(by: -1),
      sequenceOffset: nextSequence.rawValue &- original.sequence.rawValue,
      anchor: (original.timestamp, timestamp),
      lastAudio: isAudio ? .init(timestamp: original.timestamp, at: now) : nil, lastSeen: now)
    beginsTalkSpurt = true
    isOwnTurn = false
    return fitted(true, payloadType, nextSequence, timestamp, length: length)
  }

  /// A packet of the party that is forwarded stays here: the next one gets its number, so that nobody takes it for lost.
  package mutating func leaveOut(_ original: RTPHeader) {
    guard var current = forwarding, original.ssrc == current.ssrc,
      (1..<3_000).contains(current.newest.distance(to: original.sequence))
    else { return }
    current.newest = original.sequence
    current.sequenceOffset &-= 1
    forwarding = current
  }

  /// The sender is the same and its numbers go on; RFC 3550 A.1 for the sequence, one second for the timestamp.
  private func continues(_ current: Forwarding, _ original: RTPHeader, isAudio: Bool, at now: Moment) -> Bool {
    guard original.ssrc == current.ssrc, (-100..<3_000).contains(current.newest.distance(to: original.sequence)) else {
      return false
    }
    guard isAudio, let last = current.lastAudio else { return true }
    let elapsed = current.clock.ticks(in: now - last.at)
    return abs(last.timestamp.distance(to: original.timestamp) - elapsed) <= current.clock.rate
  }

  private func firstTimestamp(at now: Moment) -> RTPTimestamp {
    let next = timestamp(ofTick: BeatSchedule.tick(at: now))
    guard let mediaEnd, next.distance(to: mediaEnd) > 0 else { return next }
    return mediaEnd
  }

  private var ticksPerMillisecond: Int { clock.rate / 1_000 }

  /// By how many ticks of its clock what has been sent is ahead of the clock; none when it is behind.
  private func lead(at tick: Int64) -> Int {
    mediaEnd.map { max(0, timestamp(ofTick: tick).distance(to: $0)) } ?? 0
  }

  private func timestamp(ofTick tick: Int64) -> RTPTimestamp {
    origin.advanced(by: Int(truncatingIfNeeded: tick &* Int64(ticksPerMillisecond)))
  }

  private mutating func header(
    _ marker: Bool, _ payloadType: UInt8, _ timestamp: RTPTimestamp, length: Int
  ) -> RTPHeader {
    fitted(marker, payloadType, nextSequence, timestamp, length: length)
  }

  private mutating func fitted(
    _ marker: Bool, _ payloadType: UInt8, _ sequence: RTPSequence, _ timestamp: RTPTimestamp, length: Int
  ) -> RTPHeader {
    if nextSequence.distance(to: sequence) >= 0 { nextSequence = sequence.advanced(by: 1) }
    let end = timestamp.advanced(by: length)
    if mediaEnd.map({ $0.distance(to: end) > 0 }) ?? true { mediaEnd = end }
    return RTPHeader(
      marker: marker, payloadType: payloadType, sequence: sequence, timestamp: timestamp, ssrc: ssrc)
  }
}
