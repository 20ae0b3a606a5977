import SIPSyntax

extension ParserProperty {
  /// Messages on a stream (RFC 3261 §18.3): however the octets arrive, the same is cut from them, and nothing that was
  /// not there.
  package static let sipStream = ParserProperty(
    "SIPStream", seeds: SeedMessages.all + [SeedMessages.all.joined() + Array("\r\n\r\n\r\n".utf8)],
    fragments: ["\r\n", "\r\n\r\n", "\n", "\r", "Content-Length: 5\r\n", "l: 0\r\n", "4294967296", "-1", " ", ":"]
  ) { octets in
    let whole = outputs(of: octets, inPiecesOf: max(octets.count, 1))
    for size in [1, 7, 64] where outputs(of: octets, inPiecesOf: size) != whole {
      return "is cut otherwise in pieces of \(size)"
    }
    let cut = whole.reduce(0) { sum, output in
      if case .message(let message) = output { sum + message.count } else { sum }
    }
    guard cut <= octets.count else { return "holds more than came" }
    for case .message(let message) in whole {
      if let complaint = ParserProperty.sipMessage.complaint(about: message) { return complaint }
    }
    for case .broken(let error) in whole.dropLast() { return "goes on behind \(error)" }
    return nil
  }

  /// A STUN message (RFC 8489 §5) and the answer to it.
  package static let stun = ParserProperty(
    "STUN",
    seeds: [
      request.serialized, request.answer(toRequestFrom: [192, 0, 2, 1], port: 5060)?.serialized ?? [],
      STUNMessage(
        .request, transactionID: Array(1...12), attributes: [STUNAttribute(type: 0x8022, value: Array("phone".utf8))],
        hasFingerprint: true
      ).serialized,
    ], fragments: ["\0", "\u{1}", "\u{7F}", "!\u{12}", "\0\0\0\u{8}"]
  ) { octets in
    guard let message = STUNMessage(octets) else { return nil }
    guard let again = STUNMessage(message.serialized) else { return "cannot be read again" }
    guard again == message else { return "reads otherwise after writing" }
    for host in [[192, 0, 2, 1], [UInt8](repeating: 0xFE, count: 16)] as [[UInt8]] {
      guard let answer = message.answer(toRequestFrom: host, port: 5060) else { continue }
      guard STUNMessage(answer.serialized) == answer else { return "is answered with what cannot be read" }
    }
    return nil
  }

  private static let request = STUNMessage(.request, transactionID: Array(1...12))

  private static func outputs(of octets: [UInt8], inPiecesOf size: Int) -> [SIPStreamFramer.Output] {
    var framer = SIPStreamFramer()
    return stride(from: 0, to: octets.count, by: size).flatMap { start in
      framer.feed(Array(octets[start..<min(start + size, octets.count)]))
    }
  }
}
