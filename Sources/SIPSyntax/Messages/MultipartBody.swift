/// One part of a multipart body: its own header fields and its octets (RFC 2046 §5.1).
package struct BodyPart: Sendable, Equatable {
  package let headers: HeaderFields
  package let body: [UInt8]
}

/// A body of several parts, as trunks send it: a session description beside ISUP, a picture or a location
/// (RFC 2046 §5.1, RFC 5621).
package enum MultipartBody {
  /// Cuts a body at its boundary; what stands before the first and behind the last delimiter is ignored.
  ///
  /// - Throws: when there is no boundary, no part, no closing delimiter, or more parts than allowed.
  package static func parts(
    of body: [UInt8], contentType: String, limits: SIPLimits = .standard
  ) throws(SIPParseError) -> [BodyPart] {
    let delimiter = Array("--\(try boundary(contentType))".utf8)
    var parts: [BodyPart] = []
    var partStart: Int?
    var lineStart = 0
    while lineStart < body.count {
      let lineEnd = body[lineStart...].firstIndex(of: Octet.lineFeed) ?? body.count
      if let closes = isDelimiter(body[lineStart..<lineEnd], delimiter) {
        if let partStart {
          guard parts.count < limits.bodyParts else { throw SIPParseError("the body has too many parts") }
          parts.append(try part(Array(body[partStart..<max(partStart, lineStart - 2)]), limits: limits))
        }
        partStart = min(lineEnd + 1, body.count)
        if closes { return try nonEmpty(parts) }
      }
      lineStart = lineEnd + 1
    }
    throw SIPParseError("expected a delimiter that closes the multipart body")
  }

  private static func nonEmpty(_ parts: [BodyPart]) throws(SIPParseError) -> [BodyPart] {
    guard !parts.isEmpty else { throw SIPParseError("expected a part in the multipart body") }
    return parts
  }

  private static func boundary(_ contentType: String) throws(SIPParseError) -> String {
    var scanner = ByteScanner(contentType)
    _ = scanner.take(while: ByteSet.visible.subtracting(";"))
    let boundary = try Parameters(parsing: &scanner)["boundary"] ?? ""
    guard (1...70).contains(boundary.utf8.count) else {
      throw SIPParseError("expected a boundary of 1 to 70 letters in Content-Type")
    }
    return boundary
  }

  /// Whether the line is the delimiter, and then whether it is the closing one; nil when it is none.
  private static func isDelimiter(_ line: ArraySlice<UInt8>, _ delimiter: [UInt8]) -> Bool? {
    guard line.starts(with: delimiter) else { return nil }
    var rest = line.dropFirst(delimiter.count)
    let closes = rest.starts(with: [0x2D, 0x2D])
    if closes { rest = rest.dropFirst(2) }
    if rest.last == Octet.carriageReturn { rest = rest.dropLast() }
    return rest.allSatisfy(ByteSet.blanks.contains) ? closes : nil
  }

  private static func part(_ octets: [UInt8], limits: SIPLimits) throws(SIPParseError) -> BodyPart {
    var section = HeaderSection(octets, limits: limits)
    var headers = HeaderFields()
    while let line = try section.takeField() {
      headers.append(line.name, section.octets.words(line.value))
    }
    return BodyPart(headers: headers, body: try section.body(announced: nil))
  }
}

extension HeaderFields {
  /// The octets of type `mediaType` in `body`: all of it, or the first such part of a multipart body; nil when there
  /// are none. The type is given in small letters.
  package func content(
    _ mediaType: String, of body: [UInt8], limits: SIPLimits = .standard, nesting: Int = 0
  ) throws(SIPParseError) -> [UInt8]? {
    guard let type = self.mediaType, !body.isEmpty else { return nil }
    if type == mediaType { return body }
    guard type.hasPrefix("multipart/"), let contentType = self[first: .contentType] else { return nil }
    guard nesting < limits.bodyNesting else { throw SIPParseError("the body is nested too deeply") }
    for part in try MultipartBody.parts(of: body, contentType: contentType, limits: limits) {
      if let found = try part.headers.content(mediaType, of: part.body, limits: limits, nesting: nesting + 1) {
        return found
      }
    }
    return nil
  }
}

extension SIPRequest {
  /// The session description it carries, alone or inside a multipart body (RFC 3261 §20.15, RFC 5621).
  package var sessionDescription: [UInt8]? {
    get throws(SIPParseError) { try headers.content("application/sdp", of: body) }
  }
}

extension SIPResponse {
  /// The session description it carries, alone or inside a multipart body (RFC 3261 §20.15, RFC 5621).
  package var sessionDescription: [UInt8]? {
    get throws(SIPParseError) { try headers.content("application/sdp", of: body) }
  }
}
