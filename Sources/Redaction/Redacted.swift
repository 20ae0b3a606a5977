/// A value that may identify a person or open something: a phone number, a SIP user, keyed digits.
///
/// It prints as a mask wherever it is interpolated, logged or dumped; whoever needs the value says `exposed`,
/// which makes every such place easy to find.
package struct Redacted<Value: Sendable>: Sendable {
  /// The value itself. Never for a log, a metric or an error message.
  package let exposed: Value

  package init(_ value: Value) {
    exposed = value
  }
}

extension Redacted: Equatable where Value: Equatable {}
extension Redacted: Hashable where Value: Hashable {}

extension Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "‹redacted›" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
