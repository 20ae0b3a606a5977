/// Begins a case, looks for one, says how far it is, or adds to it: `case`.
package struct CaseAction: Sendable, Equatable {
  package var verb: CaseRequest.Verb
  package var kind: String?
  /// Which; `nil`: the caller's own.
  package var subject: Expression?
  package var note: Expression?
  /// Keeps the case's number, or, of `status`, how far it is.
  package var keep: VariableName?
  /// It is there: `then` of `open` and `note`, `found` of `find` and `status`.
  package var found: Destination
  /// `nil` for `open`, which always finds what it has begun.
  package var missing: Destination?

  package init(
    verb: CaseRequest.Verb, kind: String? = nil, subject: Expression? = nil, note: Expression? = nil,
    keep: VariableName? = nil, found: Destination, missing: Destination? = nil
  ) {
    self.verb = verb
    self.kind = kind
    self.subject = subject
    self.note = note
    self.keep = keep
    self.found = found
    self.missing = missing
  }
}

extension CaseRequest.Verb {
  /// How the outcome of its success is called.
  package var success: String {
    switch self {
    case .open, .note: "then"
    case .find, .status: "found"
    }
  }
}
