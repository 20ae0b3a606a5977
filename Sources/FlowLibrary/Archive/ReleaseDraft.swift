import Crypto
import Foundation
import Glibc

/// A release that is being put together in a folder of its own.
struct ReleaseDraft {
  let path: String
  /// Where a content is kept already, by its digest.
  let sources: [String: String]

  init(path: String, sources: [String: String]) {
    self.path = path
    self.sources = sources
  }

  /// Brings in every file, and checks on the way that each is what its digest says.
  func gather(_ digests: [String: String], from folders: ReleaseFolders) throws(ReleaseArchiveError) {
    do {
      for part in folders.parts {
        try makeFolder(part.prefix)
        let files = digests.filter { $0.key.hasPrefix(part.prefix + "/") }
        guard !files.isEmpty else { continue }
        let folder: ReleaseFolder
        do throws(ReleaseFolder.Refusal) { folder = try ReleaseFolder(part.path) } catch {
          throw Self.changed(part.path)
        }
        for (name, digest) in files.sorted(by: { $0.key < $1.key }) {
          try bring(name, digest, from: folder, String(name.dropFirst(part.prefix.count + 1)))
        }
      }
    } catch let error as ReleaseArchiveError {
      discard()
      throw error
    } catch {
      discard()
      throw DurableFile.failure(path, "\(error)")
    }
  }

  /// Gives the whole its name.
  func finish(as final: String) throws(ReleaseArchiveError) {
    for folder in folders { try DurableFile.settle(folder) }
    guard rename(path, final) == 0 else {
      let cause = DurableFile.reason
      discard()
      throw DurableFile.failure(final, cause)
    }
    try DurableFile.settle(URL(filePath: final).deletingLastPathComponent().path)
  }

  private func bring(
    _ name: String, _ digest: String, from folder: ReleaseFolder, _ original: String
  ) throws(ReleaseArchiveError) {
    if let slash = name.lastIndex(of: "/") { try makeFolder(String(name[..<slash])) }
    let place = path + "/" + name
    if let source = sources[digest], link(source, place) == 0 { return }
    var hash = SHA256()
    try DurableFile.fill(place, mode: 0o400) { descriptor in
      var isWritten = true
      let isRead: Void? = try? folder.read(original) { piece in
        hash.update(bufferPointer: piece)
        isWritten = DurableFile.write(all: piece, to: descriptor)
        return isWritten
      }
      return isWritten && isRead != nil
    }
    guard Array(hash.finalize()).hexadecimal == digest else { throw Self.changed(folder.shown(original)) }
  }

  private func makeFolder(_ name: String) throws(ReleaseArchiveError) {
    let whole = path + "/" + name
    do {
      try FileManager.default.createDirectory(
        atPath: whole, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw DurableFile.failure(whole, error.localizedDescription)
    }
  }

  /// The draft's folder and all below it.
  private var folders: [String] {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
    var isFolder: ObjCBool = false
    return [path]
      + names.map { path + "/" + $0 }.filter {
        FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && isFolder.boolValue
      }
  }

  private func discard() { try? FileManager.default.removeItem(atPath: path) }

  private static func changed(_ file: String) -> ReleaseArchiveError {
    ReleaseArchiveError("\(file) changed while the release was being kept; it is kept with the next change.")
  }
}
