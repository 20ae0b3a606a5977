/// Whoever can ask resources outside for a call.
package protocol Lookups: Sendable {
  /// Asks once, however often that takes to try, and answers within the time: a caller waits.
  ///
  /// - Parameters:
  ///   - values: one for each of the resource's parameters.
  ///   - wait: the longest time; `nil`: as the resource says.
  func ask(
    _ resource: LookupResource, with values: [VariableName: FlowValue], within wait: Duration?
  ) async -> LookupResult
}
