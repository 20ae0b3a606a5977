/// Asks a resource outside: `lookup`.
package struct Lookup: Sendable, Equatable {
  package var resource: LookupName
  package var send: [Assignment]
  /// Under which name the answer is kept: `customer` keeps `customer.name`.
  package var keep: VariableName?
  /// How long the caller waits for it; `nil`: as the resource says.
  package var wait: Duration?
  package var found: Destination
  package var missing: Destination
  package var failed: Destination

  package init(
    resource: LookupName, send: [Assignment] = [], keep: VariableName? = nil, wait: Duration? = nil,
    found: Destination, missing: Destination, failed: Destination
  ) {
    self.resource = resource
    self.send = send
    self.keep = keep
    self.wait = wait
    self.found = found
    self.missing = missing
    self.failed = failed
  }

  /// The name of one of the answer's values.
  static func name(of field: VariableName, keptAs name: VariableName) -> VariableName {
    VariableName("\(name).\(field)")
  }
}
