package import SIPSyntax

/// What this endpoint can do, as header fields say it (RFC 3261 §11.2). Whoever serves another method or understands
/// another extension adds a line here, and nowhere else.
package enum Capabilities {
  /// The methods that are served, for Allow.
  package static let methods: [Method] = [
    .invite, .ack, .cancel, .bye, .options,  // RFC 3261
    .register,  // RFC 3261 §10
    .prack,  // RFC 3262
    .update,  // RFC 3311
    .info,  // RFC 6086: keys
    .refer,  // RFC 3515
    .subscribe,  // RFC 6665: waiting messages
    .notify,  // RFC 3515: how a transfer goes
  ]
  /// The extensions that are understood, for Supported and Require.
  package static let optionTags = [
    "100rel",  // RFC 3262
    "timer",  // RFC 4028
    "replaces",  // RFC 3891
    "norefersub",  // RFC 4488
  ]
  /// Methods that exist but are not served: 405; any other deserves 501.
  static let knownMethods: Set<Method> = [
    .invite, .ack, .cancel, .bye, .options, .register, .info, .update, .prack, .refer, .subscribe, .notify, .message,
    .publish,
  ]
  static let allow = methods.map(\.rawValue).joined(separator: ", ")
  static let supported = optionTags.joined(separator: ", ")
  /// The only body that is read.
  static let mediaType = "application/sdp"

  /// Adds what an INVITE, an UPDATE and their responses say about us (§13.2.1, §13.3.1.4).
  static func announce(in headers: inout HeaderFields) {
    headers.append(.allow, allow)
    headers.append(.supported, supported)
  }

  /// Adds what a 200 to OPTIONS says.
  static func describe(_ response: inout SIPResponse) {
    announce(in: &response.headers)
    response.headers.append(.accept, mediaType)
  }
}

extension SIPRequest {
  /// The refusal of a method that is not served (§8.2.1): 405 when it exists, else 501. Nil when it is served.
  func methodRefusal(toTag: String?) -> SIPResponse? {
    guard !Capabilities.methods.contains(method) else { return nil }
    let status: StatusCode = Capabilities.knownMethods.contains(method) ? .methodNotAllowed : .notImplemented
    var response = response(status, toTag: toTag)
    response.headers.append(.allow, Capabilities.allow)
    return response
  }

  /// The refusal of an extension that is required but unknown (§8.2.2.3): 420 with Unsupported. Nil when there is none.
  func extensionRefusal(toTag: String?) -> SIPResponse? {
    let unknown = headers.elements(.require).filter { !Capabilities.optionTags.contains($0.lowercased()) }
    guard !unknown.isEmpty else { return nil }
    var response = response(.badExtension, toTag: toTag)
    response.headers.append(.unsupported, unknown.joined(separator: ", "))
    return response
  }

  /// The refusal of a body (§8.2.3): 415 when it should be a session description and is none, or has a part that must
  /// be understood and is not. Nil when it can be read, when there is none, and when it may be ignored.
  ///
  /// A part of a multipart body that does not say whether it must be understood may be ignored, against §20.11: trunks
  /// send ISUP and locations beside the description, and nobody is helped when their calls fail.
  func bodyRefusal(toTag: String?) -> SIPResponse? {
    if let coding = headers[first: .contentEncoding], !coding.isEmpty, coding.lowercased() != "identity" {
      var response = response(.unsupportedMediaType, toTag: toTag)
      response.headers.append(HeaderName("Accept-Encoding"), "identity")
      return response
    }
    guard !body.isEmpty, headers.handling != "optional", !isReadable else { return nil }
    var response = response(.unsupportedMediaType, toTag: toTag)
    response.headers.append(.accept, Capabilities.mediaType)
    return response
  }

  /// The refusal of an INVITE whose sender could not read our session description (§20.1, §21.4.7): 406. Nil when its
  /// Accept names the type, or when there is none.
  func acceptRefusal(toTag: String?) -> SIPResponse? {
    guard headers.contains(.accept) else { return nil }
    let ranges = headers.elements(.accept).map { element in
      element.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
    }
    guard !ranges.contains(where: [Capabilities.mediaType, "application/*", "*/*"].contains) else { return nil }
    var response = response(.notAcceptable, toTag: toTag)
    response.headers.append(.accept, Capabilities.mediaType)
    return response
  }

  private var isReadable: Bool {
    guard (try? sessionDescription) != nil else { return false }
    guard headers.mediaType != Capabilities.mediaType, let contentType = headers[first: .contentType],
      let parts = try? MultipartBody.parts(of: body, contentType: contentType)
    else { return true }
    return !parts.contains { part in
      part.headers.handling == "required"
        && (try? part.headers.content(Capabilities.mediaType, of: part.body)) == nil
    }
  }
}

extension HeaderFields {
  /// Whether the body must be understood: `required` or `optional` (§20.11); nil when that is not said.
  fileprivate var handling: String? {
    guard let disposition = self[first: .contentDisposition]?.lowercased() else { return nil }
    let parameters = disposition.split(separator: ";").dropFirst().map { $0.filter { !$0.isWhitespace } }
    return parameters.first { $0.hasPrefix("handling=") }.map { String($0.dropFirst("handling=".count)) }
  }
}
