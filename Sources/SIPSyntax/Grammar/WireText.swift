/// A piece of text in a message: a stretch of the message it came in, or a String that somebody gave.
///
/// A parsed message asks for no memory for its texts. Whoever asks for `string` gets one of his own; the octets decide
/// whether two texts are equal, however they are held.
struct WireText: Sendable {
  private enum Storage: Sendable {
    case string(String)
    case stretch(Stretch)
  }

  private let storage: Storage

  init(_ string: String) {
    storage = .string(string)
  }

  init(_ stretch: Stretch) {
    storage = .stretch(stretch)
  }

  /// A text of its own, made new on each call when it is longer than a String holds by itself.
  var string: String {
    switch storage {
    case .string(let string): string
    case .stretch(let stretch): stretch.string
    }
  }

  var isEmpty: Bool {
    switch storage {
    case .string(let string): string.isEmpty
    case .stretch(let stretch): stretch.count == 0
    }
  }

  /// The text as a stretch; nil when it is a String.
  var stretch: Stretch? {
    switch storage {
    case .string: nil
    case .stretch(let stretch): stretch
    }
  }

  /// A scanner over the text.
  var scanner: ByteScanner {
    switch storage {
    case .string(let string): ByteScanner(string)
    case .stretch(let stretch): stretch.scanner
    }
  }

  func withOctets<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    switch storage {
    case .string(let string): string.withOctets(body)
    case .stretch(let stretch): stretch.withOctets(body)
    }
  }

  /// Whether the text is not empty and made only of octets in `set`.
  func consists(of set: ByteSet) -> Bool {
    withOctets { !$0.isEmpty && $0.allSatisfy(set.contains) }
  }

  func contains(_ byte: UInt8) -> Bool {
    withOctets { $0.contains(byte) }
  }
}

extension WireText: Hashable {
  static func == (left: WireText, right: WireText) -> Bool {
    left.withOctets { mine in right.withOctets { mine.count == $0.count && mine.elementsEqual($0) } }
  }

  func hash(into hasher: inout Hasher) {
    withOctets { octets in
      hasher.combine(octets.count)
      hasher.combine(bytes: UnsafeRawBufferPointer(octets))
    }
  }
}

extension String {
  /// The text's octets in one piece.
  func withOctets<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    utf8.withContiguousStorageIfAvailable(body) ?? ContiguousArray(utf8).withUnsafeBufferPointer(body)
  }
}
