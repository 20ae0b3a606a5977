import SIPSyntax

/// The endpoint's own number for a transaction.
package struct TransactionID: Hashable, Sendable {
  package let number: UInt64

  package init(number: UInt64) {
    self.number = number
  }
}

/// What makes two requests one server transaction (RFC 3261 §17.2.3).
///
/// The CSeq number is part of it: a phone that reuses its branch for the next request, as some do after a challenge,
/// begins a new transaction. A branch without the magic cookie comes from an RFC 2543 client; then Call-ID, From tag
/// and Request-URI take part as well.
struct ServerTransactionKey: Hashable, Sendable {
  private struct RFC2543Part: Hashable, Sendable {
    let callID: String
    let fromTag: String?
    let uri: URI
  }

  private let branch: String
  private let host: String
  private let port: UInt16?
  private let cseq: UInt32
  private let method: Method
  private let old: Shared<RFC2543Part>?

  /// The key under which the request is found; `method` is INVITE for the INVITE that an ACK or a CANCEL is about.
  init(_ request: SIPRequest, method: Method) {
    let via = request.vias.first
    branch = via?.branch ?? ""
    host = via?.host.lowercased() ?? ""
    port = via?.port
    cseq = request.cseq.number
    self.method = method
    old =
      branch.hasPrefix(Self.magicCookie)
      ? nil : Shared(RFC2543Part(callID: request.callID, fromTag: request.from.tag, uri: request.uri))
  }

  /// What every branch of RFC 3261 begins with (§8.1.1.7).
  static let magicCookie = "z9hG4bK"
}

/// What makes a response belong to a client transaction (RFC 3261 §17.1.3): our branch and the method.
struct ClientTransactionKey: Hashable, Sendable {
  let branch: String
  let method: Method
}

/// What two copies of one request share that came on different ways (RFC 3261 §8.2.2.2).
struct MergedRequestKey: Hashable, Sendable {
  private let callID: String
  private let fromTag: String?
  private let cseq: CSeq

  /// Nil for a request within a dialog, which cannot be merged.
  init?(_ request: SIPRequest) {
    guard request.to.tag == nil else { return nil }
    callID = request.callID
    fromTag = request.from.tag
    cseq = request.cseq
  }
}
