/// A message to somebody who is not on the line.
package struct OutgoingMessage: Sendable, Equatable {
  package enum Way: String, Sendable, Hashable, CaseIterable {
    case webhook
    case email = "e-mail"
  }

  package var number: RequestNumber
  package var way: Way
  /// A URL, or an address.
  package var to: String
  package var template: String?
  package var send: [VariableName: FlowValue]

  package init(
    number: RequestNumber, way: Way, to: String, template: String? = nil, send: [VariableName: FlowValue] = [:]
  ) {
    self.number = number
    self.way = way
    self.to = to
    self.template = template
    self.send = send
  }
}

/// Whether it is on its way.
package enum DeliveryOutcome: Sendable, Equatable {
  case sent
  /// In a sentence for the record.
  case failed(String)
}
