internal import RTPPackets
internal import Timekeeping

/// A stream's RTCP: when we report and on what, and what the other party says of what it hears (RFC 3550 §6).
struct ControlReports {
  /// Reports come once in five seconds, spread over half of it either way so that calls do not report together (§6.2).
  private static let interval = Duration.seconds(5)

  private var next: Moment?
  private var chance: UInt32
  private let name: SourceDescription.Item
  /// The middle of the time stamp of the last sender report that came, and when it came.
  private var lastReport: (stamp: UInt32, at: Moment)?
  /// When we last reported, on both clocks.
  private var ownReport: (at: Moment, wall: WallTime)?
  /// What had been expected and received when we last reported.
  private var reported = (expected: 0, received: 0)
  /// What the other party has said last.
  private(set) var far: FarReport?
  /// Where the other party's RTCP comes from.
  private(set) var source: MediaAddress?

  /// - Parameter sender: whose random numbers begin, from which a name is made that nobody else has (RFC 7022 §4.2).
  init(_ sender: RTPSender) {
    chance = sender.ssrc | 1
    name = .canonicalName(sender.canonicalName)
  }

  /// Begins to report, within the first interval.
  mutating func begin(at now: Moment) {
    guard next == nil else { return }
    next = now + wait() / 2
  }

  /// Whether a report is due; the next one is then an interval away.
  mutating func isDue(at now: Moment) -> Bool {
    guard let next, now >= next else { return false }
    self.next = now + wait()
    return true
  }

  /// The report: what we send, where we send anything, what we hear, and who we are.
  mutating func report(_ sender: RTPSender, _ statistics: StreamStatistics, at now: Moment, _ wall: WallTime) -> [UInt8]
  {
    CompoundControl.serialized(packets(sender, statistics, at: now, wall))
  }

  /// The last words of a stream (§6.6).
  mutating func farewell(_ sender: RTPSender, _ statistics: StreamStatistics, at now: Moment, _ wall: WallTime)
    -> [UInt8]
  {
    CompoundControl.serialized(packets(sender, statistics, at: now, wall) + [.goodbye([sender.ssrc], reason: nil)])
  }

  /// Takes in what the other party reports. What cannot be read is passed over.
  mutating func receive(_ octets: Span<UInt8>, _ sender: RTPSender, from source: MediaAddress, at now: Moment) {
    var copy: [UInt8] = []
    copy.reserveCapacity(octets.count)
    for index in octets.indices { copy.append(octets[index]) }
    guard let packets = try? CompoundControl.parse(copy) else { return }
    self.source = source
    for packet in packets {
      switch packet {
      case .senderReport(_, let information, let reports):
        lastReport = (NTPTime.middle(information.time), now)
        take(reports, sender, at: now)
      case .receiverReport(_, let reports): take(reports, sender, at: now)
      case .sourceDescription, .goodbye, .other: break
      }
    }
  }

  private mutating func take(_ reports: [ReceptionReport], _ sender: RTPSender, at now: Moment) {
    guard let report = reports.last(where: { $0.ssrc == sender.ssrc }) else { return }
    var roundTrip = far?.roundTrip
    if report.lastSenderReport != 0, let ownReport {
      // In 65 536ths of a second, and modulo 2¹⁶ seconds (§6.4.1).
      let stamp = NTPTime.stamp(ownReport.wall + (now - ownReport.at))
      let ticks = NTPTime.middle(stamp) &- report.lastSenderReport &- report.delaySinceSenderReport
      let measured = Duration.microseconds(Int64(ticks) * 1_000_000 / 65_536)
      // What is not true wraps, or is long.
      if measured < .seconds(10) { roundTrip = measured }
    }
    far = FarReport(
      packetsLost: max(0, Int(report.packetsLost)),
      jitter: sender.duration(ofTicks: Int(report.jitter)), roundTrip: roundTrip)
  }

  private mutating func packets(
    _ sender: RTPSender, _ statistics: StreamStatistics, at now: Moment, _ wall: WallTime
  ) -> [ControlPacket] {
    let reports = reception(statistics.reception, at: now).map { [$0] } ?? []
    ownReport = (now, wall)
    let report: ControlPacket =
      statistics.packetsSent > 0
      ? .senderReport(
        ssrc: sender.ssrc,
        SenderInformation(
          time: NTPTime.stamp(wall), timestamp: sender.timestamp(at: now),
          packets: UInt32(truncatingIfNeeded: statistics.packetsSent),
          octets: UInt32(truncatingIfNeeded: statistics.octetsSent)), reports)
      : .receiverReport(ssrc: sender.ssrc, reports)
    return [report, .sourceDescription([SourceDescription(ssrc: sender.ssrc, items: [name])])]
  }

  private mutating func reception(_ statistics: ReceptionStatistics, at now: Moment) -> ReceptionReport? {
    guard let heard = statistics.heard else { return nil }
    let expected = heard.expected - reported.expected
    let lost = max(0, expected - (heard.received - reported.received))
    reported = (heard.expected, heard.received)
    let delay = lastReport.map { Int64((now - $0.at) / .microseconds(1)) * 65_536 / 1_000_000 } ?? 0
    return ReceptionReport(
      ssrc: heard.ssrc, fractionLost: expected > 0 ? UInt8(clamping: lost * 256 / expected) : 0,
      packetsLost: Int32(clamping: heard.expected - heard.received), highestSequence: heard.highestSequence,
      jitter: UInt32(clamping: heard.jitter), lastSenderReport: lastReport?.stamp ?? 0,
      delaySinceSenderReport: UInt32(clamping: delay))
  }

  /// Between half and one and a half intervals.
  private mutating func wait() -> Duration {
    chance = chance &* 1_664_525 &+ 1_013_904_223
    return Self.interval / 2 + Self.interval * Double(chance >> 8) / Double(1 << 24)
  }
}

/// What the other party says of what it hears from us.
package struct FarReport: Sendable, Equatable {
  /// Of all that we have sent.
  package var packetsLost: Int
  package var jitter: Duration
  /// From us to it and back, without the time that it took to answer; nil until it has heard a report of ours.
  package var roundTrip: Duration?
}
