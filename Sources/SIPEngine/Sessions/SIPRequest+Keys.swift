import SIPSyntax

/// What to do with an INFO within a dialog.
struct AnsweredINFO: Sendable {
  let response: SIPResponse
  /// What it tells the owner.
  var event: SessionEvent?

  /// As a session does them.
  func effects(in transaction: TransactionID) -> [SessionEffect] {
    [.respond(response, to: transaction)] + (event.map { [.event($0)] } ?? [])
  }
}

extension SIPRequest {
  /// Reads an INFO, which either belongs to a package or is of the old kind that its body alone explains
  /// (RFC 6086 §4.2.2, §9).
  ///
  /// No package is known but the words that are spoken, to those who asked for them: 469. A key is understood; an empty
  /// body only asks whether the dialog exists (RFC 2976 §2.2); any other body is not understood: 415.
  func answeredINFO(wantsWords: Bool) -> AnsweredINFO {
    if let package = headers[first: .infoPackage] {
      guard wantsWords, package == SpokenWords.package, headers.mediaType == SpokenWords.mediaType else {
        var response = response(.badInfoPackage)
        response.headers.append(.recvInfo, wantsWords ? SpokenWords.package : "")
        return AnsweredINFO(response: response)
      }
      return AnsweredINFO(response: response(.ok), event: .wordsSpoken(String(decoding: body, as: UTF8.self)))
    }
    guard !body.isEmpty else { return AnsweredINFO(response: response(.ok)) }
    guard let type = headers.mediaType, KeyPress.mediaTypes.contains(type) else {
      var response = response(.unsupportedMediaType)
      response.headers.append(.accept, KeyPress.mediaTypes.joined(separator: ", "))
      return AnsweredINFO(response: response)
    }
    guard let press = KeyPress(body) else {
      return AnsweredINFO(response: response(.badRequest, reason: "Expected Signal and a key"))
    }
    return AnsweredINFO(response: response(.ok), event: .keyPressed(press.key))
  }
}
