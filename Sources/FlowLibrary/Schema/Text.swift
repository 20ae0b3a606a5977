extension String {
  /// At most forty characters of it, so that a sentence stays one.
  var shortened: String {
    count <= 40 ? self : prefix(39) + "…"
  }
}

extension StringProtocol {
  /// Without the blanks around it.
  var trimmed: String {
    var rest = Substring(self)
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
