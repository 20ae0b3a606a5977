import SIPSyntax

/// A dialog as somebody sees it who wants to be put in its place (RFC 3891 §3).
struct ReplaceableDialog: Sendable {
  enum Stage: Sendable {
    /// The peer called and has no final response yet.
    case early
    case confirmed
    /// Hung up; only its last messages are still under way.
    case over
  }

  let dialog: Dialog
  let stage: Stage

  /// Whether it is the dialog that is named: our own tag counts as `to-tag`, the peer's as `from-tag`. A peer without a
  /// tag is named by `0` (§3).
  func isNamed(by replaces: Replaces) -> Bool {
    replaces.callID == dialog.callID && replaces.toTag == dialog.local.tag
      && replaces.fromTag == dialog.remote.tag ?? "0"
  }
}

extension EstablishedSession {
  var replaceable: ReplaceableDialog {
    if case .conversing = phase { return ReplaceableDialog(dialog: dialog, stage: .confirmed) }
    return ReplaceableDialog(dialog: dialog, stage: .over)
  }
}

extension Session {
  var replaceable: ReplaceableDialog? {
    switch self {
    case .incoming(let session): session.value.replaceable
    case .outgoing(let session): session.value.replaceable
    }
  }
}
