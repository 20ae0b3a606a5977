package import Redaction

/// Who keys a PIN, as wrong ones are counted.
package enum PINSource: Sendable, Hashable {
  /// A phone of the house, by its account, whose password it has proved.
  case phone(Redacted<String>)
  /// A caller of a trunk. Those who withhold their numbers are one.
  case trunk(String, caller: Redacted<String>)
}
