/// The RTCP packets of one datagram (RFC 3550 §6.1).
package enum CompoundControl {
  /// Packets in one datagram: more than any party has to say, and a bound to what one datagram may cost.
  package static let mostPackets = 32

  /// Reads one datagram, deciphered where it was SRTCP.
  ///
  /// The rules of RFC 3550 appendix A.2 hold: version 2 throughout, a report first, padding in the last packet at most,
  /// and lengths that make up the datagram exactly.
  package static func parse(_ octets: [UInt8]) throws(RTPParseError) -> [ControlPacket] {
    var packets: [ControlPacket] = []
    var start = 0
    repeat {
      guard packets.count < mostPackets, octets.count - start >= 4 else { throw .truncated }
      guard octets[start] >> 6 == 2 else { throw .notVersion2 }
      let type = octets[start + 1]
      guard !packets.isEmpty || type == Kind.senderReport || type == Kind.receiverReport else { throw .notRTCP }
      let end = start + 4 + (Int(octets[start + 2]) << 8 | Int(octets[start + 3])) * 4
      guard end <= octets.count else { throw .truncated }
      var content = end
      if octets[start] & 0x20 != 0 {
        let padding = Int(octets[end - 1])
        guard end == octets.count, padding > 0, padding % 4 == 0, end - padding >= start + 4 else { throw .badPadding }
        content -= padding
      }
      var reader = ControlReader(octets, (start + 4)..<content)
      packets.append(try packet(type, count: Int(octets[start] & 0x1F), &reader))
      start = end
    } while start < octets.count
    return packets
  }

  /// The octets of the packets in their order. Of each, the first 31 reports, sources or descriptions are written; what
  /// is of no known type is left out.
  package static func serialized(_ packets: [ControlPacket]) -> [UInt8] {
    var writer = ControlWriter()
    for packet in packets { write(packet, to: &writer) }
    return writer.octets
  }
}

extension CompoundControl {
  private enum Kind {
    static let senderReport: UInt8 = 200
    static let receiverReport: UInt8 = 201
    static let sourceDescription: UInt8 = 202
    static let goodbye: UInt8 = 203
  }

  private static func packet(
    _ type: UInt8, count: Int, _ reader: inout ControlReader
  ) throws(RTPParseError) -> ControlPacket {
    switch type {
    case Kind.senderReport:
      guard let ssrc = reader.word(), let high = reader.word(), let low = reader.word(), let timestamp = reader.word(),
        let packets = reader.word(), let sent = reader.word()
      else { throw .truncated }
      let information = SenderInformation(
        time: UInt64(high) << 32 | UInt64(low), timestamp: RTPTimestamp(rawValue: timestamp), packets: packets,
        octets: sent)
      return .senderReport(ssrc: ssrc, information, try reports(count, &reader))
    case Kind.receiverReport:
      guard let ssrc = reader.word() else { throw .truncated }
      return .receiverReport(ssrc: ssrc, try reports(count, &reader))
    case Kind.sourceDescription:
      var descriptions: [SourceDescription] = []
      for _ in 0..<count { descriptions.append(try description(&reader)) }
      return .sourceDescription(descriptions)
    case Kind.goodbye:
      var sources: [UInt32] = []
      for _ in 0..<count {
        guard let source = reader.word() else { throw .truncated }
        sources.append(source)
      }
      guard let length = reader.octet() else { return .goodbye(sources, reason: nil) }
      guard let reason = reader.take(Int(length)) else { throw .truncated }
      return .goodbye(sources, reason: reason)
    default:
      return .other(type: type)
    }
  }

  /// What follows the blocks is a profile's own and is passed over (§6.4.3).
  private static func reports(_ count: Int, _ reader: inout ControlReader) throws(RTPParseError) -> [ReceptionReport] {
    var reports: [ReceptionReport] = []
    for _ in 0..<count {
      guard let report = ReceptionReport(&reader) else { throw .truncated }
      reports.append(report)
    }
    return reports
  }

  /// The items end with a zero, and with as many more as fill the word (§6.5).
  private static func description(_ reader: inout ControlReader) throws(RTPParseError) -> SourceDescription {
    guard let ssrc = reader.word() else { throw .truncated }
    var items: [SourceDescription.Item] = []
    while let type = reader.octet(), type != 0 {
      guard let length = reader.octet(), let text = reader.take(Int(length)) else { throw .truncated }
      items.append(SourceDescription.Item(type: type, text: text))
    }
    reader.skipToWord()
    return SourceDescription(ssrc: ssrc, items: items)
  }

  private static func write(_ packet: ControlPacket, to writer: inout ControlWriter) {
    switch packet {
    case .senderReport(let ssrc, let information, let reports):
      let reports = reports.prefix(31)
      writer.packet(Kind.senderReport, count: reports.count) { writer in
        writer.word(ssrc)
        writer.word(UInt32(truncatingIfNeeded: information.time >> 32))
        writer.word(UInt32(truncatingIfNeeded: information.time))
        writer.word(information.timestamp.rawValue)
        writer.word(information.packets)
        writer.word(information.octets)
        for report in reports { report.write(to: &writer) }
      }
    case .receiverReport(let ssrc, let reports):
      let reports = reports.prefix(31)
      writer.packet(Kind.receiverReport, count: reports.count) { writer in
        writer.word(ssrc)
        for report in reports { report.write(to: &writer) }
      }
    case .sourceDescription(let descriptions):
      let descriptions = descriptions.prefix(31)
      writer.packet(Kind.sourceDescription, count: descriptions.count) { writer in
        for description in descriptions {
          writer.word(description.ssrc)
          for item in description.items where item.type != 0 { writer.text(item.text, behind: item.type) }
          writer.fill(atLeast: 1)
        }
      }
    case .goodbye(let sources, let reason):
      let sources = sources.prefix(31)
      writer.packet(Kind.goodbye, count: sources.count) { writer in
        for source in sources { writer.word(source) }
        if let reason { writer.text(Array(reason.prefix(255)), behind: nil) }
        writer.fill(atLeast: 0)
      }
    case .other: break
    }
  }
}
