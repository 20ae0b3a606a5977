/// Why a message was not delivered: a sentence for the record, without anything that the message holds.
package struct DeliveryFailure: Error, Sendable, Equatable {
  package var sentence: String
  /// The other side does not want it, now or later.
  package var isFinal: Bool

  package init(_ sentence: String, isFinal: Bool = false) {
    self.sentence = sentence
    self.isFinal = isFinal
  }
}
