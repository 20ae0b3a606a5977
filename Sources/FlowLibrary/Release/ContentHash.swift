import Crypto

/// The SHA-256 over a release's files: each one's name and the SHA-256 of its contents, in the order of the names.
///
/// Each part is preceded by its length in eight octets, so that nothing can move from one to the next unseen.
struct ContentHash {
  private var files: [String: [UInt8]] = [:]

  /// Adds a file under its name in the release; the order of adding does not matter.
  mutating func add(_ name: String, digest: [UInt8]) {
    files[name] = digest
  }

  /// The digest of one file's bytes.
  static func digest(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

  /// In hexadecimal, 64 digits.
  var hexadecimal: String {
    var hash = SHA256()
    for (name, digest) in files.sorted(by: { $0.key < $1.key }) {
      for part in [Array(name.utf8), digest] {
        hash.update(data: withUnsafeBytes(of: UInt64(part.count).bigEndian) { Array($0) })
        hash.update(data: part)
      }
    }
    return Array(hash.finalize()).hexadecimal
  }
}
