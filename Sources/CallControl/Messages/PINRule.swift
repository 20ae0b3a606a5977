/// Which PINs are good enough: those that are not among the first that somebody tries.
package enum PINRule {
  /// How many digits a PIN has.
  package static let lengths = 4...10

  /// Why a PIN is refused, in a sentence with the remedy; `nil` for a good one.
  ///
  /// - Parameter phone: the account of the phone that it is for.
  package static func objection(to pin: String, phone: String) -> String? {
    let digits = pin.unicodeScalars.compactMap { "0"..."9" ~= $0 ? Int($0.value - 0x30) : nil }
    guard digits.count == pin.unicodeScalars.count, lengths.contains(digits.count) else {
      return "a PIN has \(lengths.lowerBound) to \(lengths.upperBound) digits and nothing else"
    }
    if repeats(digits) { return "a PIN that repeats itself is tried first; choose one like 7294" }
    if counts(digits) { return "a PIN that counts up or down is tried first; choose one like 7294" }
    let isNumber = phone.count >= 3 && phone.allSatisfy(\.isWholeNumber)
    if isNumber, pin.contains(phone) || phone.contains(pin) {
      return "the phone's own number is tried first; choose a PIN without it"
    }
    return nil
  }

  /// `1111`, `1212`, `123123`.
  private static func repeats(_ digits: [Int]) -> Bool {
    (1...digits.count / 2).contains { period in
      digits.count % period == 0 && digits.indices.dropFirst(period).allSatisfy { digits[$0] == digits[$0 - period] }
    }
  }

  /// `1234`, `6789`, `7890`, `4321`.
  private static func counts(_ digits: [Int]) -> Bool {
    [1, 9].contains { step in
      digits.indices.dropFirst().allSatisfy { digits[$0] == (digits[$0 - 1] + step) % 10 }
    }
  }
}
