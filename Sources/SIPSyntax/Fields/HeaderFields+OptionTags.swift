extension HeaderFields {
  /// Whether the sender understands an extension (RFC 3261 §20.37). What it requires it understands as well.
  package func supports(_ optionTag: String) -> Bool {
    names(optionTag, in: .supported) || requires(optionTag)
  }

  /// Whether the sender insists on an extension (RFC 3261 §20.32).
  package func requires(_ optionTag: String) -> Bool {
    names(optionTag, in: .require)
  }

  /// Whether Allow names the method (RFC 3261 §20.5); nil when the message does not say what it allows.
  package func allows(_ method: Method) -> Bool? {
    contains(.allow) ? elements(.allow).contains(method.rawValue) : nil
  }

  private func names(_ optionTag: String, in name: HeaderName) -> Bool {
    elements(name).contains { $0.equalsIgnoringCase(optionTag) }
  }
}
