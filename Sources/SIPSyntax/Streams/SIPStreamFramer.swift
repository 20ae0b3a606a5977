/// Cuts the octets of a stream into messages (RFC 3261 §18.3, §7.5) and keep-alives (RFC 5626 §3.5.1).
///
///     between ──first octet──▶ header section ──empty line──▶ body ──Content-Length octets──▶ between
///        └──CRLF CRLF──▶ ping                  └──no length, or a bad one──▶ broken
///
/// It is fed whatever arrived, in whatever pieces, looks at every octet once, and holds no more than one message.
/// What is announced is never allocated: room grows with the octets that came. A message whose length cannot be told
/// breaks the stream, since nobody knows where the next one begins; after `broken` nothing follows.
package struct SIPStreamFramer: Sendable {
  package enum Output: Sendable, Equatable {
    /// One message, whole, without anything behind it.
    case message([UInt8])
    /// CRLF CRLF between messages, which is answered with a CRLF.
    case ping
    /// The stream cannot be cut any more. The error carries what came, so that it may be answered before closing.
    case broken(SIPParseError)
  }

  private enum State {
    /// Before a message; so many octets of a double CRLF have been seen.
    case between(matched: Int)
    /// Within the header section; so many octets of its closing CRLF CRLF have been seen.
    case header(matched: Int)
    /// The header section is complete; so many octets of the message are still to come.
    case body(missing: Int)
    case broken
  }

  private let limits: SIPLimits
  private var state: State = .between(matched: 0)
  private var message: [UInt8] = []

  package init(limits: SIPLimits = .standard) {
    self.limits = limits
  }

  /// Whether a message has begun and is not yet complete.
  package var isWithinMessage: Bool {
    switch state {
    case .between, .broken: false
    case .header, .body: true
    }
  }

  /// Takes what arrived; what could be cut from it, in order.
  package mutating func feed(_ octets: [UInt8]) -> [Output] {
    var outputs: [Output] = []
    var rest = octets[...]
    while !rest.isEmpty {
      switch state {
      case .between(let matched): skip(&rest, matched, &outputs)
      case .header(let matched): takeHeader(&rest, matched, &outputs)
      case .body(let missing): takeBody(&rest, missing, &outputs)
      case .broken: return outputs
      }
    }
    return outputs
  }

  private static let blankLine: [UInt8] = [
    Octet.carriageReturn, Octet.lineFeed, Octet.carriageReturn, Octet.lineFeed,
  ]

  /// Passes over line ends before a message.
  private mutating func skip(_ rest: inout ArraySlice<UInt8>, _ matched: Int, _ outputs: inout [Output]) {
    var matched = matched
    while let octet = rest.first, octet == Octet.carriageReturn || octet == Octet.lineFeed {
      rest = rest.dropFirst()
      matched = Self.advance(matched, octet)
      if matched == Self.blankLine.count {
        outputs.append(.ping)
        matched = 0
      }
    }
    state = rest.isEmpty ? .between(matched: matched) : .header(matched: 0)
  }

  private mutating func takeHeader(_ rest: inout ArraySlice<UInt8>, _ matched: Int, _ outputs: inout [Output]) {
    var matched = matched
    var end = rest.startIndex
    let limit = rest.startIndex + (limits.messageOctets - message.count)
    while end < rest.endIndex, end < limit, matched < Self.blankLine.count {
      matched = Self.advance(matched, rest[end])
      end += 1
    }
    message += rest[..<end]
    rest = rest[end...]
    if matched == Self.blankLine.count {
      measure(&outputs)
    } else if message.count >= limits.messageOctets {
      fail(SIPParseError("the message is too large", status: .messageTooLarge), &outputs)
    } else {
      state = .header(matched: matched)
    }
  }

  /// The header section is complete: how much is still to come?
  private mutating func measure(_ outputs: inout [Output]) {
    do throws(SIPParseError) {
      let length = try AnnouncedLength.find(in: message, limit: limits.messageOctets - message.count)
      state = .body(missing: length)
      if length == 0 { finish(&outputs) }
    } catch {
      fail(error, &outputs)
    }
  }

  private mutating func takeBody(_ rest: inout ArraySlice<UInt8>, _ missing: Int, _ outputs: inout [Output]) {
    let part = rest.prefix(missing)
    message += part
    rest = rest.dropFirst(part.count)
    state = .body(missing: missing - part.count)
    if part.count == missing { finish(&outputs) }
  }

  private mutating func finish(_ outputs: inout [Output]) {
    outputs.append(.message(message))
    message = []
    state = .between(matched: 0)
  }

  private mutating func fail(_ error: SIPParseError, _ outputs: inout [Output]) {
    outputs.append(.broken(error.inside(datagram: message)))
    message = []
    state = .broken
  }

  /// How much of CRLF CRLF has been seen after one more octet.
  private static func advance(_ matched: Int, _ octet: UInt8) -> Int {
    if octet == blankLine[matched] { return matched + 1 }
    return octet == Octet.carriageReturn ? 1 : 0
  }
}
