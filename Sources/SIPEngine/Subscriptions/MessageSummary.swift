/// How many voice messages wait for an account (RFC 3842 §5).
package struct MessageSummary: Sendable, Hashable {
  /// Messages that nobody has heard yet.
  package var new: Int
  /// Messages that were heard and kept.
  package var old: Int

  /// Negative counts become none.
  package init(new: Int, old: Int) {
    self.new = max(0, new)
    self.old = max(0, old)
  }

  package static let none = MessageSummary(new: 0, old: 0)

  /// `application/simple-message-summary` (RFC 3842 §5.2): the state, the account it belongs to, and the counts.
  package func body(account: String) -> [UInt8] {
    let lines = [
      "Messages-Waiting: \(new > 0 ? "yes" : "no")", "Message-Account: \(account)", "Voice-Message: \(new)/\(old)",
    ]
    return Array(lines.map { $0 + "\r\n" }.joined().utf8)
  }
}
