import Foundation

/// One Swift file of `Sources/`, as text.
struct SourceFile: CustomStringConvertible {
  var target: String
  /// Below `Sources/`.
  var path: String
  var text: String

  var description: String { path }
  var name: String { (path as NSString).lastPathComponent }
  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// Lines without comments.
  var code: [Substring] {
    lines.map { line in line.range(of: "//").map { line[..<$0.lowerBound] } ?? line }
  }

  /// The modules that the file imports, whatever the access level of the import.
  var imports: [String] {
    lines.compactMap { line in
      let words = line.split(separator: " ")
      guard let index = words.firstIndex(of: "import"), index + 1 < words.count,
        words[..<index].allSatisfy({
          ["package", "public", "internal", "private", "fileprivate"].contains($0) || $0.hasPrefix("@")
        })
      else { return nil }
      return String(words[index + 1].split(separator: ".")[0])
    }
  }
}

enum SourceTree {
  static let sources = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources").standardizedFileURL

  static let targets: [String] = (try? FileManager.default.contentsOfDirectory(atPath: sources.path))?.sorted() ?? []

  static let files: [SourceFile] = targets.flatMap { target in
    let folder = sources.appending(path: target)
    let paths = (FileManager.default.enumerator(atPath: folder.path)?.allObjects ?? []).compactMap { $0 as? String }
    return paths.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path -> SourceFile? in
      guard let text = try? String(contentsOf: folder.appending(path: path), encoding: .utf8) else { return nil }
      return SourceFile(target: target, path: "\(target)/\(path)", text: text)
    }
  }
}
