/// Something outside is to be asked; `LookupResult` is the answer.
package struct LookupRequest: Sendable, Equatable {
  package var number: RequestNumber
  package var resource: LookupName
  /// What the resource's places are filled with.
  package var send: [VariableName: FlowValue]
  /// How long the flow waits for the answer; `nil`: as long as the resource says.
  package var wait: Duration?

  package init(
    number: RequestNumber, resource: LookupName, send: [VariableName: FlowValue] = [:], wait: Duration? = nil
  ) {
    self.number = number
    self.resource = resource
    self.send = send
    self.wait = wait
  }
}
