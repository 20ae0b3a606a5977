import SIPSyntax

/// The pieces of work that are measured, each repeated as often as asked.
enum Work: String, CaseIterable {
  case floor, copy, parse, serialize, both

  /// A message that could not be read or written would be a fast one; it ends the program instead.
  func run(_ repetitions: Int) {
    let octets = InviteOfATrunk.octets
    guard let message = try? SIPMessage.parse(datagram: octets) else { fatalError("the INVITE cannot be read") }
    for _ in 0..<repetitions {
      switch self {
      case .floor: keep(Self.linesEnding(in: octets))
      case .copy: keep(octets.withUnsafeBufferPointer { [UInt8]($0) }.count)
      case .parse: keep(Self.parsed(octets).callID.utf8.count)
      case .serialize: keep(Self.written(message).count)
      case .both: keep(Self.written(.request(Self.parsed(octets))).count)
      }
    }
  }

  private static func parsed(_ octets: [UInt8]) -> SIPRequest {
    guard case .request(let request)? = try? SIPMessage.parse(datagram: octets) else {
      fatalError("the INVITE cannot be read")
    }
    return request
  }

  private static func written(_ message: SIPMessage) -> [UInt8] {
    guard let octets = try? message.serialized() else { fatalError("the INVITE cannot be written") }
    return octets
  }

  /// One look at every octet: how many lines end.
  private static func linesEnding(in octets: [UInt8]) -> Int {
    octets.withUnsafeBufferPointer { octets in
      var lines = 0
      var last: UInt8 = 0
      for octet in octets {
        if octet == 0x0A, last == 0x0D { lines += 1 }
        last = octet
      }
      return lines
    }
  }
}

/// Makes sure that a result is computed, though nobody wants it.
@inline(never)
private func keep(_ number: Int) {
  if number < 0 { fatalError("no length is negative") }
}
