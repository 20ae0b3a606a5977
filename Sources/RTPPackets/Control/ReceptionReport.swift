/// What a party says about one source that it hears: a report block (RFC 3550 §6.4.1).
package struct ReceptionReport: Hashable, Sendable {
  /// The source that is reported on.
  package var ssrc: UInt32
  /// The share of packets lost since the last report, in 256ths.
  package var fractionLost: UInt8
  /// Packets lost since the beginning, −8 388 608 … 8 388 607: duplicates count as gained.
  package var packetsLost: Int32
  /// The highest sequence number heard, with the number of times that it has wrapped above its sixteen bits.
  package var highestSequence: UInt32
  /// Interarrival jitter in ticks of the media's clock.
  package var jitter: UInt32
  /// The middle 32 bits of the time stamp of the last sender report heard of the source; 0 when there was none.
  package var lastSenderReport: UInt32
  /// Since that report came, in 65 536ths of a second; 0 when there was none.
  package var delaySinceSenderReport: UInt32

  package init(
    ssrc: UInt32, fractionLost: UInt8, packetsLost: Int32, highestSequence: UInt32, jitter: UInt32,
    lastSenderReport: UInt32 = 0, delaySinceSenderReport: UInt32 = 0
  ) {
    self.ssrc = ssrc
    self.fractionLost = fractionLost
    self.packetsLost = min(max(packetsLost, -0x80_0000), 0x7F_FFFF)
    self.highestSequence = highestSequence
    self.jitter = jitter
    self.lastSenderReport = lastSenderReport
    self.delaySinceSenderReport = delaySinceSenderReport
  }
}

extension ReceptionReport {
  static let octetCount = 24

  /// Reads the block; nil when the octets end in it.
  init?(_ reader: inout ControlReader) {
    guard let ssrc = reader.word(), let losses = reader.word(), let highest = reader.word(), let jitter = reader.word(),
      let last = reader.word(), let delay = reader.word()
    else { return nil }
    // The lower 24 bits are a number with a sign.
    let lost = Int32(truncatingIfNeeded: losses << 8) >> 8
    self.init(
      ssrc: ssrc, fractionLost: UInt8(truncatingIfNeeded: losses >> 24), packetsLost: lost, highestSequence: highest,
      jitter: jitter, lastSenderReport: last, delaySinceSenderReport: delay)
  }

  func write(to writer: inout ControlWriter) {
    writer.word(ssrc)
    writer.word(UInt32(fractionLost) << 24 | UInt32(truncatingIfNeeded: packetsLost) & 0xFF_FFFF)
    writer.word(highestSequence)
    writer.word(jitter)
    writer.word(lastSenderReport)
    writer.word(delaySinceSenderReport)
  }
}
