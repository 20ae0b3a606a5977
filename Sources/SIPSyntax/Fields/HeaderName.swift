/// The name of a header field; case and compact form make no difference (RFC 3261 §7.3.1, §7.3.3).
package struct HeaderName: Hashable, Sendable {
  /// The spelling to write: the RFC's for the names known here, else each word with one capital.
  package let canonical: String

  package init(_ name: String) {
    let folded = name.foldingASCIICase
    canonical = Self.spellings[folded] ?? Self.capitalized(folded)
  }

  private init(known canonical: String) {
    self.canonical = canonical
  }

  private static func capitalized(_ folded: String) -> String {
    var startsWord = true
    let octets = folded.utf8.map { byte in
      defer { startsWord = byte == 0x2D }
      return startsWord && byte >= 0x61 && byte <= 0x7A ? byte - 0x20 : byte
    }
    return String(decoding: octets, as: UTF8.self)
  }

  package static let accept = HeaderName(known: "Accept")
  package static let allow = HeaderName(known: "Allow")
  package static let allowEvents = HeaderName(known: "Allow-Events")
  package static let authenticationInfo = HeaderName(known: "Authentication-Info")
  package static let authorization = HeaderName(known: "Authorization")
  package static let callID = HeaderName(known: "Call-ID")
  package static let contact = HeaderName(known: "Contact")
  package static let contentDisposition = HeaderName(known: "Content-Disposition")
  package static let contentEncoding = HeaderName(known: "Content-Encoding")
  package static let contentLength = HeaderName(known: "Content-Length")
  package static let contentType = HeaderName(known: "Content-Type")
  package static let cseq = HeaderName(known: "CSeq")
  package static let date = HeaderName(known: "Date")
  package static let diversion = HeaderName(known: "Diversion")
  package static let event = HeaderName(known: "Event")
  package static let expires = HeaderName(known: "Expires")
  package static let from = HeaderName(known: "From")
  package static let historyInfo = HeaderName(known: "History-Info")
  package static let maxForwards = HeaderName(known: "Max-Forwards")
  package static let minExpires = HeaderName(known: "Min-Expires")
  package static let minSE = HeaderName(known: "Min-SE")
  package static let pAssertedIdentity = HeaderName(known: "P-Asserted-Identity")
  package static let path = HeaderName(known: "Path")
  package static let privacy = HeaderName(known: "Privacy")
  package static let proxyAuthenticate = HeaderName(known: "Proxy-Authenticate")
  package static let proxyAuthorization = HeaderName(known: "Proxy-Authorization")
  package static let proxyRequire = HeaderName(known: "Proxy-Require")
  package static let rAck = HeaderName(known: "RAck")
  package static let reason = HeaderName(known: "Reason")
  package static let recordRoute = HeaderName(known: "Record-Route")
  package static let referSub = HeaderName(known: "Refer-Sub")
  package static let referTo = HeaderName(known: "Refer-To")
  package static let referredBy = HeaderName(known: "Referred-By")
  package static let remotePartyID = HeaderName(known: "Remote-Party-ID")
  package static let replaces = HeaderName(known: "Replaces")
  package static let require = HeaderName(known: "Require")
  package static let retryAfter = HeaderName(known: "Retry-After")
  package static let route = HeaderName(known: "Route")
  package static let rSeq = HeaderName(known: "RSeq")
  package static let server = HeaderName(known: "Server")
  package static let serviceRoute = HeaderName(known: "Service-Route")
  package static let sessionExpires = HeaderName(known: "Session-Expires")
  package static let subject = HeaderName(known: "Subject")
  package static let subscriptionState = HeaderName(known: "Subscription-State")
  package static let supported = HeaderName(known: "Supported")
  package static let timestamp = HeaderName(known: "Timestamp")
  package static let to = HeaderName(known: "To")
  package static let unsupported = HeaderName(known: "Unsupported")
  package static let userAgent = HeaderName(known: "User-Agent")
  package static let via = HeaderName(known: "Via")
  package static let warning = HeaderName(known: "Warning")
  package static let wwwAuthenticate = HeaderName(known: "WWW-Authenticate")
}

extension HeaderName: CustomStringConvertible {
  package var description: String { canonical }
}
