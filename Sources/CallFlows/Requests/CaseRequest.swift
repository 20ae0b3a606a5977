/// Something is to be done with a case: what callers report, and somebody works on until it is settled.
package struct CaseRequest: Sendable, Equatable {
  package enum Verb: String, Sendable, Hashable, CaseIterable {
    /// Begins a new one.
    case open
    /// Looks for the caller's, or for the one with `subject`.
    case find
    /// How far it is.
    case status
    /// Adds a note to it.
    case note
  }

  package var number: RequestNumber
  package var verb: Verb
  /// `complaint`, `fault`: the operator's own word.
  package var kind: String?
  /// The case's number, as the caller keyed it; `nil`: the caller's own, by the telephone number.
  package var subject: FlowValue?
  package var note: FlowValue?
  package var reason: String?

  package init(
    number: RequestNumber, verb: Verb, kind: String? = nil, subject: FlowValue? = nil, note: FlowValue? = nil,
    reason: String? = nil
  ) {
    self.number = number
    self.verb = verb
    self.kind = kind
    self.subject = subject
    self.note = note
    self.reason = reason
  }
}

/// What became of it.
package enum CaseOutcome: Sendable, Equatable {
  /// It is there, or is there now: its number, and how far it is, in the operator's word.
  case found(subject: String, status: String)
  case missing
  /// In a sentence for the record.
  case failed(String)
}
