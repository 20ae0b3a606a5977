extension HeaderName {
  /// Names whose spelling does not follow from their letters, and every compact form of the IANA registry.
  static let spellings: [String: String] = [
    "accept": "Accept", "allow": "Allow", "authorization": "Authorization", "call-id": "Call-ID",
    "contact": "Contact", "content-length": "Content-Length", "content-type": "Content-Type", "cseq": "CSeq",
    "expires": "Expires", "from": "From", "max-forwards": "Max-Forwards", "mime-version": "MIME-Version",
    "min-se": "Min-SE", "rack": "RAck", "record-route": "Record-Route", "require": "Require", "route": "Route",
    "rseq": "RSeq", "sip-etag": "SIP-ETag", "sip-if-match": "SIP-If-Match", "session-id": "Session-ID",
    "remote-party-id": "Remote-Party-ID", "supported": "Supported", "to": "To", "user-agent": "User-Agent",
    "via": "Via",
    "www-authenticate": "WWW-Authenticate",
    "a": "Accept-Contact", "b": "Referred-By", "c": "Content-Type", "d": "Request-Disposition",
    "e": "Content-Encoding", "f": "From", "i": "Call-ID", "j": "Reject-Contact", "k": "Supported",
    "l": "Content-Length", "m": "Contact", "n": "Identity-Info", "o": "Event", "r": "Refer-To", "s": "Subject",
    "t": "To", "u": "Allow-Events", "v": "Via", "x": "Session-Expires", "y": "Identity",
  ]
}
