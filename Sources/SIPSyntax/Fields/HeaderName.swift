/// The name of a header field; case and compact form make no difference (RFC 3261 §7.3.1, §7.3.3).
package struct HeaderName: Hashable, Sendable {
  private enum Storage: Hashable, Sendable {
    case known(KnownHeaderName)
    case other(String)
  }

  private let storage: Storage

  package init(_ name: String) {
    self = name.withOctets { octets in
      octets.allSatisfy(ByteSet.token.contains) ? Self.read(octets) : HeaderName(other: Self.capitalized(octets))
    }
  }

  init(_ name: KnownHeaderName) {
    storage = .known(name)
  }

  private init(other canonical: String) {
    storage = .other(canonical)
  }

  /// The name that a token in a message spells.
  static func read(_ octets: UnsafeBufferPointer<UInt8>) -> HeaderName {
    HeaderNameIndex.shared.name(spelledBy: octets).map { HeaderName($0) } ?? HeaderName(other: capitalized(octets))
  }

  /// The name, when it is one of those known here.
  var known: KnownHeaderName? {
    switch storage {
    case .known(let name): name
    case .other: nil
    }
  }

  /// The spelling to write: the RFC's for the names known here, else each word with one capital.
  package var canonical: String {
    switch storage {
    case .known(let name): name.canonical
    case .other(let name): name
    }
  }

  private static func capitalized(_ name: UnsafeBufferPointer<UInt8>) -> String {
    var startsWord = true
    let octets = name.map { byte in
      let folded = byte.foldingCase
      defer { startsWord = folded == 0x2D }
      return startsWord && folded >= 0x61 && folded <= 0x7A ? folded - 0x20 : folded
    }
    return String(decoding: octets, as: UTF8.self)
  }

  package static let accept = HeaderName(.accept)
  package static let allow = HeaderName(.allow)
  package static let allowEvents = HeaderName(.allowEvents)
  package static let authenticationInfo = HeaderName(.authenticationInfo)
  package static let authorization = HeaderName(.authorization)
  package static let callID = HeaderName(.callID)
  package static let contact = HeaderName(.contact)
  package static let contentDisposition = HeaderName(.contentDisposition)
  package static let contentEncoding = HeaderName(.contentEncoding)
  package static let contentLength = HeaderName(.contentLength)
  package static let contentType = HeaderName(.contentType)
  package static let cseq = HeaderName(.cseq)
  package static let date = HeaderName(.date)
  package static let diversion = HeaderName(.diversion)
  package static let event = HeaderName(.event)
  package static let expires = HeaderName(.expires)
  package static let from = HeaderName(.from)
  package static let historyInfo = HeaderName(.historyInfo)
  package static let infoPackage = HeaderName(.infoPackage)
  package static let maxForwards = HeaderName(.maxForwards)
  package static let minExpires = HeaderName(.minExpires)
  package static let minSE = HeaderName(.minSE)
  package static let pAssertedIdentity = HeaderName(.pAssertedIdentity)
  package static let path = HeaderName(.path)
  package static let privacy = HeaderName(.privacy)
  package static let proxyAuthenticate = HeaderName(.proxyAuthenticate)
  package static let proxyAuthorization = HeaderName(.proxyAuthorization)
  package static let proxyRequire = HeaderName(.proxyRequire)
  package static let rAck = HeaderName(.rAck)
  package static let reason = HeaderName(.reason)
  package static let recordRoute = HeaderName(.recordRoute)
  package static let recvInfo = HeaderName(.recvInfo)
  package static let referredBy = HeaderName(.referredBy)
  package static let referSub = HeaderName(.referSub)
  package static let referTo = HeaderName(.referTo)
  package static let remotePartyID = HeaderName(.remotePartyID)
  package static let replaces = HeaderName(.replaces)
  package static let require = HeaderName(.require)
  package static let retryAfter = HeaderName(.retryAfter)
  package static let route = HeaderName(.route)
  package static let rSeq = HeaderName(.rSeq)
  package static let server = HeaderName(.server)
  package static let serviceRoute = HeaderName(.serviceRoute)
  package static let sessionExpires = HeaderName(.sessionExpires)
  package static let subject = HeaderName(.subject)
  package static let subscriptionState = HeaderName(.subscriptionState)
  package static let supported = HeaderName(.supported)
  package static let timestamp = HeaderName(.timestamp)
  package static let to = HeaderName(.to)
  package static let unsupported = HeaderName(.unsupported)
  package static let userAgent = HeaderName(.userAgent)
  package static let via = HeaderName(.via)
  package static let warning = HeaderName(.warning)
  package static let wwwAuthenticate = HeaderName(.wwwAuthenticate)
}

extension HeaderName: CustomStringConvertible {
  package var description: String { canonical }
}
