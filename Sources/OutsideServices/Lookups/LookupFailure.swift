/// Why a resource gave no answer that can be used: a sentence for the record that holds no value of the call, of the
/// answer or of the environment.
package struct LookupFailure: Error, Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// The question cannot be put.
    case badQuestion
    /// The other side cannot be reached, or says that it is not well. It may be better a moment later.
    case notWell
    /// The time is over.
    case outOfTime
    /// What it says cannot be used, and will not be a moment later.
    case badAnswer
  }

  package var kind: Kind
  package var sentence: String

  package init(_ kind: Kind, _ sentence: String) {
    self.kind = kind
    self.sentence = sentence
  }
}
