import Foundation
import Glibc

/// A file that is there whole or not at all, also after a sudden end: written beside, brought to the disk, and renamed.
enum DurableFile {
  static func write(_ bytes: Data, to path: String) throws(ReleaseArchiveError) {
    let draft = path + ".\(UUID().uuidString)"
    try fill(draft, mode: 0o600) { descriptor in
      bytes.withUnsafeBytes { write(all: $0, to: descriptor) }
    }
    guard rename(draft, path) == 0 else {
      let cause = reason
      unlink(draft)
      throw failure(path, cause)
    }
    try settle(folderOf: path)
  }

  /// Makes a new file, has it filled, and waits for the disk.
  static func fill(
    _ path: String, mode: mode_t, _ work: (Int32) -> Bool
  ) throws(ReleaseArchiveError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw failure(path, reason) }
    let isDone = work(descriptor) && fsync(descriptor) == 0
    let cause = reason
    close(descriptor)
    guard isDone else {
      unlink(path)
      throw failure(path, cause)
    }
  }

  static func write(all bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    return true
  }

  /// Brings the names in a folder to the disk.
  static func settle(_ folder: String) throws(ReleaseArchiveError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(folder, reason) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(folder, reason) }
  }

  private static func settle(folderOf path: String) throws(ReleaseArchiveError) {
    try settle(URL(filePath: path).deletingLastPathComponent().path)
  }

  static func failure(_ path: String, _ cause: String) -> ReleaseArchiveError {
    ReleaseArchiveError(
      "\(path) cannot be written; make room on its disk, and give the service's user the right to it.", cause: cause)
  }

  static var reason: String { String(cString: strerror(errno)) }
}
