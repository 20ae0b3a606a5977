extension HeaderFields {
  /// The addresses of a list header field; each mistake names the field.
  package func addresses(_ name: HeaderName, limit: Int) throws(SIPParseError) -> [NameAddress] {
    var addresses: [NameAddress] = []
    for field in fields where field.name == name {
      do throws(SIPParseError) {
        var scanner = field.text.scanner
        repeat {
          guard addresses.count < limit else { throw SIPParseError("too many values") }
          addresses.append(try NameAddress(parsing: &scanner))
        } while scanner.takeSeparator(Octet.comma)
      } catch {
        throw error.inside(name)
      }
    }
    return addresses
  }

  /// Every Contact (§20.10); empty for `Contact: *`.
  package var contacts: [NameAddress] {
    get throws(SIPParseError) {
      isContactWildcard ? [] : try addresses(.contact, limit: SIPLimits.standard.contacts)
    }
  }

  /// Whether the only Contact is `*`: a registrar is asked to forget every binding (§10.2.2).
  package var isContactWildcard: Bool { all(.contact) == ["*"] }

  /// The route set that a request brings along (§20.30).
  package var recordRoutes: [NameAddress] {
    get throws(SIPParseError) { try addresses(.recordRoute, limit: SIPLimits.standard.routes) }
  }

  /// Where a request is to go next (§20.34).
  package var routes: [NameAddress] {
    get throws(SIPParseError) { try addresses(.route, limit: SIPLimits.standard.routes) }
  }

  /// A header field whose value is one number of seconds or hops, parameters ignored; nil when it is absent or no such
  /// number.
  package func number(_ name: HeaderName) -> UInt32? {
    guard var scanner = fields.first(where: { $0.name == name })?.text.scanner else { return nil }
    guard let number = scanner.takeNumber(UInt32.self) else { return nil }
    scanner.skipBlanks()
    return scanner.isAtEnd || scanner.next == Octet.semicolon ? number : nil
  }

  /// The wished lifetime in seconds (§20.19).
  package var expires: UInt32? { number(.expires) }

  /// The media type of the body in small letters, without parameters (§20.15).
  package var mediaType: String? {
    guard let value = self[first: .contentType] else { return nil }
    let type = value.utf8.prefix { $0 != Octet.semicolon && !ByteSet.blanks.contains($0) }
    return String(decoding: type, as: UTF8.self).foldingASCIICase
  }
}

extension SIPRequest {
  /// Every Contact (§20.10); empty for `Contact: *`.
  package var contacts: [NameAddress] { get throws(SIPParseError) { try headers.contacts } }

  /// Every Record-Route value (§20.30).
  package var recordRoutes: [NameAddress] { get throws(SIPParseError) { try headers.recordRoutes } }

  /// Every Route value (§20.34).
  package var routes: [NameAddress] { get throws(SIPParseError) { try headers.routes } }

  /// How many hops are left (§20.22); nil when the request does not say.
  package var maxForwards: Int? { headers.number(.maxForwards).map(Int.init) }
}

extension SIPResponse {
  /// Every Contact (§20.10); empty for `Contact: *`.
  package var contacts: [NameAddress] { get throws(SIPParseError) { try headers.contacts } }

  /// Every Record-Route value (§20.30).
  package var recordRoutes: [NameAddress] { get throws(SIPParseError) { try headers.recordRoutes } }
}
