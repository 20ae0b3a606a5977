/// A stretch of a message's octets, kept where they came in: nothing is copied, and the message stays as long as it
/// is needed.
///
/// `ByteScanner` makes a stretch only of US-ASCII, so that its octets and its text are the same, and only in messages up to
/// `largestKept`: the array is the whole message, and a kept value never keeps much more than itself.
struct Stretch: Sendable {
  /// Octets of the largest message whose values stay in it: many times what telephones send, little beside a call.
  static let largestKept = 4_096

  let bytes: [UInt8]
  private let start: UInt32
  private let end: UInt32

  /// A range that is inside the octets.
  init(inside bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    start = UInt32(truncatingIfNeeded: range.lowerBound)
    end = UInt32(truncatingIfNeeded: range.upperBound)
  }

  var range: Range<Int> { Int(start)..<Int(end) }
  var count: Int { Int(end - start) }

  /// A scanner over these octets alone.
  var scanner: ByteScanner { ByteScanner(self) }

  var string: String { withOctets { String(decoding: $0, as: UTF8.self) } }

  func withOctets<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
  }
}
