import Crypto

/// What the files of a release's folders hold, whether they check or not.
package struct ReleaseContents: Sendable, Equatable {
  /// The SHA-256 of each file in hexadecimal, by its name below the folders, `flows/front-desk.yaml`.
  package let digests: [String: String]
  /// The SHA-256 over all of them, in hexadecimal.
  package let digest: String

  /// Reads every file. One that cannot be read, or that is a link out of its folder, counts as there and holds nothing.
  package init(_ folders: ReleaseFolders) {
    var digests: [String: String] = [:]
    var whole = ContentHash()
    let names = ReleaseTree(folders).names
    for part in folders.parts {
      guard let folder = try? ReleaseFolder(part.path) else { continue }
      for name in names where name.hasPrefix(part.prefix + "/") {
        var hash = SHA256()
        let digest =
          (try? folder.read(String(name.dropFirst(part.prefix.count + 1))) { piece in
            hash.update(bufferPointer: piece)
            return true
          }).map { Array(hash.finalize()) }
        whole.add(name, digest: digest ?? [])
        digests[name] = digest?.hexadecimal
      }
    }
    self.digests = digests
    digest = whole.hexadecimal
  }
}

extension [UInt8] {
  var hexadecimal: String {
    let digits = Array<Character>("0123456789abcdef")
    return String(flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
