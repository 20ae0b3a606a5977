/// Finds a known header field name by its octets, case ignored and compact forms included, without making a String.
struct HeaderNameIndex: Sendable {
  /// Up to 32 letters of a name at once, letters made small. What else may stand in a token is not changed by that, and
  /// the filling stands in none, so that two tokens have one key only when they are the same name.
  private typealias Key = SIMD4<UInt64>

  private struct Entry: Sendable {
    let key: Key
    let name: KnownHeaderName
  }

  static let shared = HeaderNameIndex()

  /// Four times as many as there are names: hardly any lookup needs a second look.
  private static let places = 512
  private static let longest = 32
  private var entries = [Entry?](repeating: nil, count: places)

  private init() {
    for name in KnownHeaderName.allCases { insert(name.canonical, for: name) }
    for (letter, name) in KnownHeaderName.compactForms { insert(letter, for: name) }
  }

  private mutating func insert(_ spelling: String, for name: KnownHeaderName) {
    guard let key = spelling.withOctets({ Self.key(of: $0) }) else { return }
    var place = Self.place(of: key)
    while entries[place] != nil { place = (place + 1) % Self.places }
    entries[place] = Entry(key: key, name: name)
  }

  /// The name that a token spells; nil when it is none of those known.
  func name(spelledBy token: UnsafeBufferPointer<UInt8>) -> KnownHeaderName? {
    guard let key = Self.key(of: token) else { return nil }
    var place = Self.place(of: key)
    while let entry = entries[place] {
      if entry.key == key { return entry.name }
      place = (place + 1) % Self.places
    }
    return nil
  }

  private static func key(of token: UnsafeBufferPointer<UInt8>) -> Key? {
    guard token.count <= longest else { return nil }
    var key = Key()
    withUnsafeMutableBytes(of: &key) { $0.copyMemory(from: UnsafeRawBufferPointer(token)) }
    return key | Key(repeating: 0x2020_2020_2020_2020)
  }

  private static func place(of key: Key) -> Int {
    let mixed = (key.x ^ (key.y &* 3) ^ (key.z &* 5) ^ (key.w &* 7)) &* 0x9E37_79B9_7F4A_7C15
    return Int(mixed >> 55)
  }
}
