package import Redaction

/// What the peer of a session asks for by REFER: that the party whom it talks with through us be connected elsewhere.
package struct TransferRequest: Sendable, Equatable {
  /// Names a REFER within its session: its CSeq number.
  package struct ID: Hashable, Sendable, CustomStringConvertible {
    package let number: UInt32

    package init(_ number: UInt32) {
      self.number = number
    }

    package var description: String { "REFER \(number)" }
  }

  package enum Target: Sendable, Equatable {
    /// The user part of the Refer-To, or the number of a tel URI; its host counts for nothing, as in a call to us.
    case number(Redacted<String>)
    /// Whoever is at the other end of this session of the same account (RFC 3891).
    case session(SessionID)
    /// A dialog that is not, or no longer, one of that account with us.
    case unknownDialog
  }

  package var id: ID
  package var target: Target

  package init(id: ID, target: Target) {
    self.id = id
    self.target = target
  }
}
