package import SIPSyntax

/// Why an outside number was not called: for the record and for the operator. None of them says the number.
package enum DialRefusal: String, Error, Sendable, Hashable, CaseIterable {
  /// The text is no telephone number that can be read.
  case notANumber = "not-a-number"
  /// `outbound.allow` has no prefix of the number.
  case notAllowed = "not-allowed"
  /// An emergency number, and no trunk is named for those.
  case emergencyNotConfigured = "emergency-not-configured"
  /// `outbound.per-number-per-day` is used up for this number.
  case tooOften = "too-often"
  /// `outbound.at-once` calls are under way.
  case tooManyAtOnce = "too-many-at-once"
  /// There is no trunk to the outside.
  case noTrunk = "no-trunk"
  /// No trunk is registered and answering.
  case noTrunkUp = "no-trunk-up"
  /// Every trunk that is up has all its channels in use, or as many new calls in this second as it may have.
  case trunksBusy = "trunks-busy"

  /// In words, behind "failed:".
  package var sentence: String {
    switch self {
    case .notANumber: "what was dialled is no telephone number"
    case .notAllowed: "the number is not in the allow-list"
    case .emergencyNotConfigured: "no trunk is named for emergency numbers"
    case .tooOften: "the number has been called too often today"
    case .tooManyAtOnce: "too many outgoing calls are under way"
    case .noTrunk: "there is no trunk to the outside"
    case .noTrunkUp: "no trunk to the outside is up"
    case .trunksBusy: "every trunk to the outside is busy"
    }
  }

  /// What the owner of the call is told. Nobody may call it: 403; nothing can carry the call now: 503.
  package var status: StatusCode {
    switch self {
    case .notANumber, .notAllowed, .emergencyNotConfigured, .tooOften: .forbidden
    case .tooManyAtOnce, .noTrunk, .noTrunkUp, .trunksBusy: .serviceUnavailable
    }
  }
}
