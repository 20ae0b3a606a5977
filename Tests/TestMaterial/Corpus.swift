package import Foundation

/// Where test messages are.
package enum Corpus {
  /// The top of the repository.
  private static let root = URL(filePath: #filePath + "/../../..").standardizedFileURL

  /// Messages that come with the tests: RFC 4475, RFC 5118 and broken ones of our own.
  package static let fixtures = root.appending(path: "Tests/SIPSyntaxTests/Fixtures")

  /// Octets with which a fuzzer once broke a parser.
  package static let findings = root.appending(path: "Tests/Fuzzing/Findings")

  /// The larger corpus; it is not always there. `SWITCHBOARD_CORPUS` names another place.
  package static let shared: URL = {
    let place = ProcessInfo.processInfo.environment["SWITCHBOARD_CORPUS"]
    return (place.map { URL(filePath: $0) } ?? root.appending(path: "../shared/corpus")).standardizedFileURL
  }()

  /// The SIP messages of the larger corpus.
  package static let sip = shared.appending(path: "sip")

  /// The recordings of the larger corpus.
  package static let audio = shared.appending(path: "audio")

  package static func bytes(_ file: URL) -> [UInt8]? {
    (try? Data(contentsOf: file)).map { [UInt8]($0) }
  }

  /// Every file below a folder that is no table; empty when it is missing.
  package static func files(below folder: URL) -> [URL] {
    guard let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey]) else {
      return []
    }
    return walk.compactMap { $0 as? URL }.filter { file in
      let isFile = (try? file.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile ?? false
      return isFile && file.pathExtension != "tsv"
    }
  }
}
