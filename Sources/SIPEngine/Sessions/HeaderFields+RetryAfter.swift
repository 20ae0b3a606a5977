import SIPSyntax

extension HeaderFields {
  /// How long to wait before the same is asked again (RFC 3261 §20.33); a comment and parameters may follow the number.
  var retryAfter: Duration? {
    DeltaSeconds(self[first: .retryAfter].map { String($0.prefix { $0.isASCII && $0.isNumber }) })?.duration
  }
}
