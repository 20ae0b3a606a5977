extension SIPParseError {
  /// The octets of an answer to the broken request; nil means: drop it.
  ///
  /// There is one when the octets look like a request other than ACK in which Via, From, To, Call-ID and CSeq can be
  /// found. They are copied as they came, folds undone (RFC 3261 §8.2.6.2), even where they cannot be read. The To tag
  /// follows from the request alone, so that a retransmission gets the same one (§8.2.7).
  /// - Parameters:
  ///   - source: where the request came from; noted in the topmost Via when that can be read (§18.2.1, RFC 3581).
  package func response(source: (host: String, port: UInt16)? = nil) -> [UInt8]? {
    guard var found = SalvagedFields(datagram), found.method != Method.ack.rawValue else { return nil }
    if let source { found.noteSource(source.host, source.port) }
    var writer = FieldWriter(reserving: 512)
    writer.literal("SIP/2.0 \(status.rawValue) ")
    writer.value(sentence, in: "reason phrase")
    for via in found.vias { writer.line("Via", via) }
    writer.line("From", found.from)
    writer.line("To", found.taggedTo)
    writer.line("Call-ID", found.callID)
    writer.line("CSeq", found.cseq)
    writer.literal("\r\nContent-Length: 0\r\n\r\n")
    return writer.failure == nil ? writer.octets : nil
  }
}

extension FieldWriter {
  fileprivate mutating func line(_ name: String, _ text: String) {
    literal("\r\n\(name): ")
    value(text, in: name)
  }
}

/// What can be found in a broken request for an answer to it.
struct SalvagedFields {
  let method: String
  private(set) var vias: [String] = []
  private(set) var from = ""
  private(set) var to = ""
  private(set) var callID = ""
  private(set) var cseq = ""

  /// Nil when the start is not that of a request or one of the five is missing.
  init?(_ datagram: [UInt8], limits: SIPLimits = .standard) {
    guard datagram.count <= limits.messageOctets else { return nil }
    var section = HeaderSection(Self.withProperLines(datagram), limits: limits)
    guard let line = try? section.takeStartLine() else { return nil }
    var start = section.octets.part(line)
    guard let method = start.takeToken(), start.take(Octet.space) else { return nil }
    self.method = method
    while let line = section.takeFieldLeniently() {
      guard let name = line.name else { continue }
      keep(name, line.value)
      guard vias.count <= limits.vias else { return nil }
    }
    guard !vias.isEmpty, ![from, to, callID, cseq].contains(where: \.isEmpty) else { return nil }
  }

  /// The octets with CR and LF only as line ends and without NUL, so that whatever is copied stays on its line.
  private static func withProperLines(_ datagram: [UInt8]) -> [UInt8] {
    var octets: [UInt8] = []
    octets.reserveCapacity(datagram.count)
    for (index, byte) in datagram.enumerated() {
      switch byte {
      case Octet.carriageReturn where datagram.dropFirst(index + 1).first != Octet.lineFeed: continue
      case Octet.lineFeed where octets.last != Octet.carriageReturn: octets.append(Octet.space)
      case Octet.null: octets.append(Octet.question)
      default: octets.append(byte)
      }
    }
    return octets
  }

  private mutating func keep(_ name: HeaderName, _ value: String) {
    switch name {
    case .via: vias.append(value)
    case .from where from.isEmpty: from = value
    case .to where to.isEmpty: to = value
    case .callID where callID.isEmpty: callID = value
    case .cseq where cseq.isEmpty: cseq = value
    default: break
    }
  }

  /// To with a tag, when it can be read and has none.
  var taggedTo: String {
    guard var party = try? NameAddress(parsing: to), party.tag == nil else { return to }
    party.tag = tag
    return party.text
  }

  /// Notes the source in the topmost Via, when that can be read.
  mutating func noteSource(_ host: String, _ port: UInt16) {
    guard let top = vias.first else { return }
    var scanner = ByteScanner(top)
    var hops: [Via] = []
    guard (try? Via.parse(&scanner, into: &hops, limit: SIPLimits.standard.vias)) != nil, !hops.isEmpty else { return }
    hops[0].note(receivedFrom: host, port: port)
    vias[0] = hops.map(\.text).joined(separator: ", ")
  }

  /// FNV-1a over what a retransmission repeats.
  private var tag: String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in "\(callID)\n\(from)\n\(cseq)\n\(vias.first ?? "")".utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return String(hash, radix: 16)
  }
}
