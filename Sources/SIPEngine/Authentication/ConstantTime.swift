/// Comparison that takes as long for a near miss as for a far one, so that its duration tells nothing.
package enum ConstantTime {
  /// Whether two texts have the same octets. Only their lengths, which are no secret, influence the time it takes.
  package static func equal(_ left: String, _ right: String) -> Bool {
    let left = Array(left.utf8)
    let right = Array(right.utf8)
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
  }
}
