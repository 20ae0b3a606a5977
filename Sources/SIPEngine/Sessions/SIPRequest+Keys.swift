import SIPSyntax

/// What to do with an INFO within a dialog.
struct AnsweredINFO: Sendable {
  let response: SIPResponse
  /// The key that it carries.
  let key: Character?
}

extension SIPRequest {
  private static let infoPackage = HeaderName("Info-Package")
  private static let receivedPackages = HeaderName("Recv-Info")

  /// Reads an INFO, which either belongs to a package or is of the old kind that its body alone explains
  /// (RFC 6086 §4.2.2, §9).
  ///
  /// No package is known: 469. A key is understood; an empty body only asks whether the dialog exists (RFC 2976 §2.2);
  /// any other body is not understood: 415.
  var answeredINFO: AnsweredINFO {
    if headers.contains(Self.infoPackage) {
      var response = response(.badInfoPackage)
      response.headers.append(Self.receivedPackages, "")
      return AnsweredINFO(response: response, key: nil)
    }
    guard !body.isEmpty else { return AnsweredINFO(response: response(.ok), key: nil) }
    guard let type = headers.mediaType, KeyPress.mediaTypes.contains(type) else {
      var response = response(.unsupportedMediaType)
      response.headers.append(.accept, KeyPress.mediaTypes.joined(separator: ", "))
      return AnsweredINFO(response: response, key: nil)
    }
    guard let press = KeyPress(body) else {
      return AnsweredINFO(response: response(.badRequest, reason: "Expected Signal and a key"), key: nil)
    }
    return AnsweredINFO(response: response(.ok), key: press.key)
  }
}
