import AudioSignal
import Foundation
import Glibc

/// The files of a release as they lie on the disk: names, sizes and times. Looking opens none of them.
///
/// Only what can be part of a release counts: YAML files, calendars and recordings that are not hidden. What an editor
/// leaves beside them while it saves does not.
package struct ReleaseTree: Sendable, Equatable {
  /// A file by its name below the folders, `flows/queues/support.yaml`.
  struct File: Sendable, Hashable {
    var name: String
    var size: Int64
    /// Content and place, in seconds and nanoseconds since 1970: two edits of the same size in one second differ.
    var modified: [Int]
    var changed: [Int]
    var inode: UInt64
  }

  /// In the order of their names.
  private(set) var files: [File] = []

  private static let deepest = 4
  private static let most = 20_000
  private static let endings = Set(["yaml", "ics"] + AudioFile.endings)

  package init(_ folders: ReleaseFolders) {
    for part in folders.parts { look(into: part.path, as: part.prefix, depth: 0) }
    files.sort { $0.name < $1.name }
  }

  var names: [String] { files.map(\.name) }

  private mutating func look(into path: String, as name: String, depth: Int) {
    guard depth < Self.deepest, let names = try? FileManager.default.contentsOfDirectory(atPath: path) else { return }
    for entry in names where !entry.hasPrefix(".") && files.count < Self.most {
      var status = stat()
      guard stat(path + "/" + entry, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        look(into: path + "/" + entry, as: name + "/" + entry, depth: depth + 1)
      } else if Self.isPart(entry) {
        files.append(File(name: name + "/" + entry, status))
      }
    }
  }

  private static func isPart(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: ".") else { return false }
    return endings.contains(name[name.index(after: dot)...].lowercased())
  }
}

extension ReleaseTree.File {
  init(name: String, _ status: stat) {
    self.name = name
    size = Int64(status.st_size)
    modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
    changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
    inode = UInt64(status.st_ino)
  }
}
