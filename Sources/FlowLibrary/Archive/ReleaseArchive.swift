import Foundation
import Glibc
package import Timekeeping

/// The last releases that were in place, each as a folder of files, `Data/releases/HASH/flows` and `/prompts`, and the
/// note that says which one is in place now.
///
/// A release appears whole or not at all: its files are gathered beside it, brought to the disk, and renamed. A file that
/// an earlier release holds, too, is the same file with a second name. Nothing here depends on the order in which a
/// service and a command run, and nothing is left half done by a sudden end.
package struct ReleaseArchive: Sendable {
  package static let mostKept = 20

  let folder: String

  /// - Parameter data: the data folder.
  package init(data: String) {
    folder = data + "/releases"
  }

  /// Where the files of a kept release lie.
  package func folders(of identifier: String) -> ReleaseFolders {
    ReleaseFolders(flows: "\(folder)/\(identifier)/flows", prompts: "\(folder)/\(identifier)/prompts")
  }

  /// Those that are kept, the last published first.
  package func releases() -> [KeptRelease] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter(Self.isIdentifier).compactMap(release).sorted {
      ($1.published, $0.identifier) < ($0.published, $1.identifier)
    }
  }

  private func release(_ identifier: String) -> KeptRelease? {
    guard let note: ReleaseNote = read(note(of: identifier)) else { return nil }
    return KeptRelease(
      identifier: identifier, published: WallTime(milliseconds: note.published), files: note.files)
  }

  /// The release in place, as it was last noted.
  package var place: ReleasePlace? {
    guard let note: PlaceNote = read(placePath) else { return nil }
    return ReleasePlace(
      release: note.release, folder: note.folder, origin: note.origin, at: WallTime(milliseconds: note.at))
  }

  /// Tells one note of the release in place from the next.
  package struct Mark: Sendable, Hashable {
    private let numbers: [Int64]

    fileprivate init(_ path: String) {
      var status = stat()
      numbers =
        stat(path, &status) == 0
        ? [Int64(status.st_ino), Int64(status.st_mtim.tv_sec), Int64(status.st_mtim.tv_nsec)] : []
    }
  }

  package var mark: Mark { Mark(placePath) }

  /// Notes which release is in place, for the service that runs and for the next.
  ///
  /// - Parameter mark: the note that this one follows; when somebody has written another since, nothing is noted.
  package func put(_ place: ReleasePlace, unlessChangedSince mark: Mark? = nil) throws(ReleaseArchiveError) {
    try makeFolder(folder)
    let lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard lock >= 0, flock(lock, LOCK_EX) == 0 else { throw DurableFile.failure(folder, DurableFile.reason) }
    defer { close(lock) }
    if let mark, mark != self.mark { return }
    try write(
      PlaceNote(release: place.release, folder: place.folder, origin: place.origin, at: place.at.milliseconds),
      to: placePath)
  }

  /// Keeps what the folders hold as the release that was made of it, and lets the oldest go.
  ///
  /// - Throws: when a file is not what `contents` says any more: then nothing is kept.
  package func keep(
    _ contents: ReleaseContents, of folders: ReleaseFolders, as identifier: String, at now: WallTime
  ) throws(ReleaseArchiveError) {
    try makeFolder(folder)
    let kept = releases()
    let note = ReleaseNote(release: identifier, published: now.milliseconds, files: contents.digests)
    if kept.contains(where: { $0.identifier == identifier }) {
      let files = kept.first { $0.identifier == identifier }?.files ?? [:]
      try write(
        ReleaseNote(release: identifier, published: now.milliseconds, files: files), to: self.note(of: identifier))
    } else {
      let draft = ReleaseDraft(path: "\(folder)/.draft-\(UUID().uuidString)", sources: paths(of: kept))
      try draft.gather(contents.digests, from: folders)
      try write(note, to: draft.path + "/release.json")
      try draft.finish(as: "\(folder)/\(identifier)")
    }
    prune(sparing: identifier)
  }

  /// Takes away what a sudden end has left unfinished. For the service, before it begins.
  package func tidy() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix(".draft-") || name.hasPrefix(".gone-") || name.hasPrefix("place.json.") {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
  }

  private func prune(sparing identifier: String) {
    let spared = [identifier, place?.release]
    for release in releases().dropFirst(Self.mostKept) where !spared.contains(release.identifier) {
      let gone = "\(folder)/.gone-\(UUID().uuidString)"
      guard rename("\(folder)/\(release.identifier)", gone) == 0 else { continue }
      try? FileManager.default.removeItem(atPath: gone)
    }
  }

  /// Where each content is kept already.
  private func paths(of kept: [KeptRelease]) -> [String: String] {
    var paths: [String: String] = [:]
    for release in kept {
      for (name, digest) in release.files where paths[digest] == nil {
        paths[digest] = "\(folder)/\(release.identifier)/\(name)"
      }
    }
    return paths
  }

  private var placePath: String { folder + "/place.json" }

  private func note(of identifier: String) -> String { "\(folder)/\(identifier)/release.json" }

  private static func isIdentifier(_ name: String) -> Bool {
    name.utf8.count == 64 && name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  private func makeFolder(_ path: String) throws(ReleaseArchiveError) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw DurableFile.failure(path, error.localizedDescription)
    }
  }

  private func read<Note: Decodable>(_ path: String) -> Note? {
    FileManager.default.contents(atPath: path).flatMap { try? JSONDecoder().decode(Note.self, from: $0) }
  }

  private func write(_ note: some Encodable, to path: String) throws(ReleaseArchiveError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let bytes: Data
    do { bytes = try encoder.encode(note) } catch { throw DurableFile.failure(path, "\(error)") }
    try DurableFile.write(bytes, to: path)
  }
}
