import SIPSyntax

/// The refusals that a hunt has met, and which of them is the answer to the call (RFC 3261 §16.7 step 6).
struct Refusals: Sendable, Equatable {
  private var statuses: [StatusCode] = []

  mutating func note(_ status: StatusCode) {
    statuses.append(status)
  }

  /// A 6xx before everything else, then the lowest class, and within it the most telling status. Of equals the one that
  /// came first. 480 when nobody was asked.
  var best: StatusCode {
    statuses.enumerated().min { left, right in
      (Self.rank(left.element), left.offset) < (Self.rank(right.element), right.offset)
    }?.element ?? .temporarilyUnavailable
  }

  private static func rank(_ status: StatusCode) -> Int {
    let kind = status.rawValue / 100
    return (kind >= 6 ? 0 : kind) * 10 + worth(status)
  }

  /// First what says how the call could be made after all (the RFC's list without challenges, which nobody but the
  /// branch could have answered), then what says something about the person, last what only says that nobody answered.
  private static func worth(_ status: StatusCode) -> Int {
    switch status {
    case .unsupportedMediaType, .badExtension, .addressIncomplete: 0
    case .busyHere: 1
    case .temporarilyUnavailable: 3
    case .requestTimeout, .requestTerminated, .flowFailed, .unauthorized, .proxyAuthenticationRequired: 4
    default: 2
    }
  }
}

extension StatusCode {
  /// Whether the target itself failed, without a word about the person who is called: what lets the next server be
  /// tried (RFC 3263 §4.3). So does a challenge to which there was no answer. A 408 counts only when nothing rang: a line
  /// that rang was no dead line.
  func isFailureOfTarget(hasRung: Bool) -> Bool {
    switch self {
    case .requestTimeout: !hasRung
    case .flowFailed, .unauthorized, .proxyAuthenticationRequired: true
    default: rawValue >= 500 && rawValue < 600
    }
  }
}
