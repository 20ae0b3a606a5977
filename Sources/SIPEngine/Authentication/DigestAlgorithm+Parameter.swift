extension DigestAlgorithm {
  /// Reads the `algorithm` parameter, in any case; absent means MD5 (RFC 7616 §3.3). Nil for one we do not know,
  /// the session variants (`-sess`) among them: they are never offered, so nobody may choose them.
  init?(parameter: String?) {
    guard let parameter else {
      self = .md5
      return
    }
    guard let known = Self.allCases.first(where: { $0.rawValue.lowercased() == parameter.lowercased() }) else {
      return nil
    }
    self = known
  }

  /// The hash of a text's UTF-8 octets.
  func hash(text: String) -> String { hash(text.utf8) }
}
