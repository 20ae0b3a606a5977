import Foundation
import Testing

import SIPSyntax

/// One message of a corpus and the answers that are right for it.
struct Verdict: Sendable, CustomTestStringConvertible {
  let file: URL
  let expected: Set<String>

  var testDescription: String { file.lastPathComponent }

  /// The verdicts of a folder; empty when the folder is missing.
  static func all(in folder: URL) -> [Verdict] {
    guard let table = try? String(contentsOf: folder.appending(path: "verdicts.tsv"), encoding: .utf8) else {
      return []
    }
    return table.split(separator: "\n").dropFirst().compactMap { row in
      let columns = row.split(separator: "\t", omittingEmptySubsequences: false)
      guard columns.count >= 2 else { return nil }
      let expected = columns[1].split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      return Verdict(file: folder.appending(path: String(columns[0])), expected: Set(expected))
    }
  }

  /// What is wrong with how the message was taken; nil when nothing is.
  ///
  /// Only what the syntax decides is judged: where the verdict leaves room for a layer above, being read is right.
  func complaint(_ outcome: Result<SIPMessage, SIPParseError>) -> String? {
    if expected.contains("any") { return nil }
    let syntactic: Set = ["400", "416", "505", "513"]
    switch outcome {
    case .success(.response): return expected.contains("drop") || expected.contains("accept") ? nil : "was read"
    case .success(.request(let request)):
      if expected == ["drop"] { return request.method == .ack ? nil : "was read" }
      return expected.subtracting(syntactic).subtracting(["drop"]).isEmpty ? "was read" : nil
    case .failure(let error):
      let answer = error.response()
      if expected.contains("drop"), answer == nil { return nil }
      let status = "\(error.status.rawValue)"
      if expected.contains(status) || (expected.contains("4xx") && status.hasPrefix("4")) {
        return answer == nil ? "was refused without an answer: \(error)" : nil
      }
      return "was refused: \(error)"
    }
  }
}

/// Where test messages are.
enum Corpus {
  /// RFC 4475 and RFC 5118, which come with these tests.
  static let fixtures = Bundle.module.resourceURL?.appending(path: "Fixtures") ?? URL(filePath: "/nowhere")

  /// The larger corpus; it is not always there.
  static let shared = URL(filePath: #filePath + "/../../../../../shared/corpus/sip").standardizedFileURL

  static func bytes(_ file: URL) -> [UInt8]? {
    (try? Data(contentsOf: file)).map { [UInt8]($0) }
  }

  /// Every file below a folder that is no table; empty when it is missing.
  static func files(below folder: URL) -> [URL] {
    guard let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey]) else {
      return []
    }
    return walk.compactMap { $0 as? URL }.filter { file in
      let isFile = (try? file.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile ?? false
      return isFile && file.pathExtension != "tsv"
    }
  }
}
