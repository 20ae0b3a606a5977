package import SIPEngine

/// Reads NAPTR and SRV records and their times to live from a name server's answer (RFC 1035 §4, RFC 2782, RFC 3403).
///
/// The octets come from the network, so every length is checked, a name may be compressed but not for ever, and what
/// cannot be read ends the reading: the records before it count.
package struct DNSMessage {
  /// An answer has more records only when somebody is up to no good; a server location looks at sixteen.
  private static let recordLimit = 64
  /// Jumps within one compressed name: 255 octets hold no more labels (RFC 1035 §2.3.4).
  private static let jumpLimit = 128
  private static let nameLimit = 255

  private let octets: [UInt8]

  package init(_ octets: [UInt8]) {
    self.octets = octets
  }

  /// The records of the wanted kind in the answer section, and the shortest time to live among all that it has, aliases
  /// included; nil when the message is none or has no such record.
  package func answer(to kind: DNSQuestion.Kind) -> DNSAnswer? {
    guard let questions = number(at: 4), let count = number(at: 6) else { return nil }
    var place = 12
    for _ in 0..<min(questions, 4) {
      guard let end = skipName(at: place) else { return nil }
      place = end + 4
    }
    var records: [DNSRecord] = []
    var life = UInt32.max
    for _ in 0..<min(Int(count), Self.recordLimit) {
      guard let header = skipName(at: place), let type = number(at: header), let high = number(at: header + 4),
        let low = number(at: header + 6), let length = number(at: header + 8)
      else { break }
      let data = header + 10
      guard data + Int(length) <= octets.count else { break }
      life = min(life, UInt32(high) << 16 | UInt32(low))
      if let record = record(type, kind, at: data, end: data + Int(length)) { records.append(record) }
      place = data + Int(length)
    }
    return records.isEmpty ? nil : .records(records, timeToLive: .seconds(Int64(life)))
  }

  private func record(_ type: UInt16, _ kind: DNSQuestion.Kind, at place: Int, end: Int) -> DNSRecord? {
    switch (type, kind) {
    case (33, .srv):
      guard let priority = number(at: place), let weight = number(at: place + 2), let port = number(at: place + 4),
        place + 6 <= end, let target = name(at: place + 6)
      else { return nil }
      return .srv(priority: priority, weight: weight, port: port, target: target)
    case (35, .naptr):
      guard let order = number(at: place), let preference = number(at: place + 2),
        let (flags, afterFlags) = text(at: place + 4, end: end),
        let (service, afterService) = text(at: afterFlags, end: end),
        let (_, afterPattern) = text(at: afterService, end: end), let replacement = name(at: afterPattern)
      else { return nil }
      return .naptr(
        order: order, preference: preference, flags: flags, service: service, replacement: replacement)
    default:
      return nil
    }
  }

  /// A 16-bit number in network order.
  private func number(at place: Int) -> UInt16? {
    guard place >= 0, place + 2 <= octets.count else { return nil }
    return UInt16(octets[place]) << 8 | UInt16(octets[place + 1])
  }

  /// A character-string: its length and its octets (RFC 1035 §3.3).
  private func text(at place: Int, end: Int) -> (String, Int)? {
    guard place < end else { return nil }
    let after = place + 1 + Int(octets[place])
    guard after <= end else { return nil }
    return (String(decoding: octets[(place + 1)..<after], as: UTF8.self), after)
  }

  /// The place behind a name that stands here.
  private func skipName(at start: Int) -> Int? {
    var place = start
    while place < octets.count {
      let length = octets[place]
      switch length & 0xC0 {
      case 0xC0: return place + 2 <= octets.count ? place + 2 : nil
      case 0 where length == 0: return place + 1
      case 0: place += 1 + Int(length)
      default: return nil
      }
    }
    return nil
  }

  /// A name with its labels joined by dots; empty for the root. Nil for one that holds what no host name holds.
  private func name(at start: Int) -> String? {
    var place = start
    var jumps = 0
    var text: [UInt8] = []
    while place < octets.count {
      let length = Int(octets[place])
      if length == 0 { return String(decoding: text, as: UTF8.self) }
      if length & 0xC0 == 0xC0 {
        guard place + 1 < octets.count, jumps < Self.jumpLimit else { return nil }
        place = (length & 0x3F) << 8 | Int(octets[place + 1])
        jumps += 1
        continue
      }
      let end = place + 1 + length
      guard length & 0xC0 == 0, end <= octets.count, text.count + length < Self.nameLimit else { return nil }
      let label = octets[(place + 1)..<end]
      guard label.allSatisfy(Self.isHostOctet) else { return nil }
      if !text.isEmpty { text.append(0x2E) }
      text += label
      place = end
    }
    return nil
  }

  /// Letters, digits, hyphens, and the underscores of SRV names.
  private static func isHostOctet(_ octet: UInt8) -> Bool {
    switch octet {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
    default: false
    }
  }
}
