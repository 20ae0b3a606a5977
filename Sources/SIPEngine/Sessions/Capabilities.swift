package import SIPSyntax

/// What this endpoint can do, as header fields say it (RFC 3261 §11.2).
package enum Capabilities {
  /// The methods that are served, for Allow.
  package static let methods: [Method] = [.invite, .ack, .cancel, .bye, .options, .register, .refer, .notify]
  /// Methods that exist but are not served: 405; any other deserves 501.
  static let knownMethods: Set<Method> = [
    .invite, .ack, .cancel, .bye, .options, .register, .info, .update, .prack, .refer, .subscribe, .notify, .message,
    .publish,
  ]
  /// The extensions that a request may require: RFC 4488, RFC 3891.
  static let extensions = ["norefersub", "replaces"]
  static let supported = extensions.joined(separator: ", ")
  static let allow = methods.map(\.rawValue).joined(separator: ", ")
  /// The only body that is read.
  static let mediaType = "application/sdp"

  /// Adds what a 200 to OPTIONS says.
  static func describe(_ response: inout SIPResponse) {
    response.headers.append(.allow, allow)
    response.headers.append(.accept, mediaType)
    response.headers.append(.supported, supported)
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

  /// The refusal of an extension that is required (§8.2.2.3): 420 with Unsupported. Nil when none is.
  func extensionRefusal(toTag: String?) -> SIPResponse? {
    let missing = headers.elements(.require).filter { !Capabilities.extensions.contains($0.lowercased()) }
    guard !missing.isEmpty else { return nil }
    var response = response(.badExtension, toTag: toTag)
    response.headers.append(.unsupported, missing.joined(separator: ", "))
    return response
  }

  /// The refusal of an INVITE's body (§8.2.3): 415 when it is no session description, 488 when there is none: we do
  /// not make the first offer. Nil when it can be read.
  func bodyRefusal(toTag: String?) -> SIPResponse? {
    if let coding = headers[first: .contentEncoding], !coding.isEmpty, coding.lowercased() != "identity" {
      var response = response(.unsupportedMediaType, toTag: toTag)
      response.headers.append(HeaderName("Accept-Encoding"), "identity")
      return response
    }
    guard !body.isEmpty else { return response(.notAcceptableHere, toTag: toTag) }
    guard headers.mediaType != Capabilities.mediaType else { return nil }
    var response = response(.unsupportedMediaType, toTag: toTag)
    response.headers.append(.accept, Capabilities.mediaType)
    return response
  }
}
