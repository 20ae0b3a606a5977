/// The trunks, and who may be called through them: the house's protection against toll fraud.
///
/// The standard one allows nobody.
package struct OutsidePlan: Sendable, Equatable {
  /// Numbers for help, which are dialled as they are.
  package struct Emergency: Sendable, Equatable {
    package var numbers: Set<String>
    /// The trunk that takes such calls; without one they are refused.
    package var trunk: String?

    package init(numbers: Set<String> = ["112", "911"], trunk: String? = nil) {
      self.numbers = numbers
      self.trunk = trunk
    }
  }

  package var trunks: [TrunkPlan]
  /// What an E.164 number must begin with to be called.
  package var allow: [String]
  /// Calls to one number in a day.
  package var perNumberPerDay: Int?
  /// Outgoing calls at once, over all trunks.
  package var atOnce: Int?
  /// How numbers without `+` are read.
  package var numbers: NumberPlan
  package var emergency: Emergency

  package init(
    trunks: [TrunkPlan] = [], allow: [String] = [], perNumberPerDay: Int? = nil, atOnce: Int? = nil,
    numbers: NumberPlan = NumberPlan(), emergency: Emergency = Emergency()
  ) {
    self.trunks = trunks
    self.allow = allow
    self.perNumberPerDay = perNumberPerDay
    self.atOnce = atOnce
    self.numbers = numbers
    self.emergency = emergency
  }

  package func trunk(named name: String) -> TrunkPlan? {
    trunks.first { $0.name == name }
  }

  /// What is to be dialled for this text, or why nothing is.
  package func destination(of text: String) throws(DialRefusal) -> OutsideDestination {
    if emergency.numbers.contains(text) {
      guard let trunk = emergency.trunk else { throw .emergencyNotConfigured }
      return .emergency(text, trunk: trunk)
    }
    guard let number = numbers.e164(text) else { throw .notANumber }
    guard allow.contains(where: { number.hasPrefix($0) }) else { throw .notAllowed }
    return .number(number)
  }
}

/// What a text means to the outside.
package enum OutsideDestination: Sendable, Hashable {
  /// An allowed E.164 number.
  case number(String)
  case emergency(String, trunk: String)
}
