internal import AudioSignal
internal import Glibc
internal import MediaEngine

/// The file of a recording: it grows as `FILE.part` and gets its name when it is whole and on the disk.
///
/// What has been written when the power goes is repaired by `PartialRecordings`.
final class RecordingFile {
  private let path: String
  private let descriptor: Int32
  private var header: WAVHeader

  /// What stands behind the name of a file that is not whole.
  static let partialEnding = ".part"

  /// Begins a file; there must be none of this name.
  init(_ path: String, channels: Int, rate: Int) throws(RecordingFailure) {
    self.path = path
    header = WAVHeader(channels: channels, rate: rate, dataLength: 0)
    guard access(path, F_OK) != 0 else { throw .exists(path) }
    // Whose voice it is concerns nobody else on this machine.
    descriptor = open(path + Self.partialEnding, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .unwritable(path, errno, isBegun: false) }
    do {
      try write(header.octets)
    } catch {
      unlink(path + Self.partialEnding)
      throw error
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Appends the first `count` samples.
  func append(_ samples: [Int16], count: Int) throws(RecordingFailure) {
    guard header.dataLength + count * 2 <= WAVHeader.longestData else { return }
    let result = samples.withUnsafeBytes { write(UnsafeRawBufferPointer(rebasing: $0[0..<(count * 2)])) }
    guard result == 0 else { throw .unwritable(path, result, isBegun: true) }
    header.dataLength += count * 2
  }

  /// Gives the file its length and its name, and sees both to the disk; how long it plays.
  func finish() throws(RecordingFailure) -> Duration {
    let octets = header.octets
    guard pwrite(descriptor, octets, octets.count, 0) == octets.count, fsync(descriptor) == 0 else {
      throw .unwritable(path, errno, isBegun: true)
    }
    try Self.name(path)
    return header.duration
  }

  /// Takes the ending of a whole file away.
  static func name(_ path: String) throws(RecordingFailure) {
    guard rename(path + partialEnding, path) == 0 else { throw .unwritable(path, errno, isBegun: true) }
    let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unwritable(path, errno, isBegun: true) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .unwritable(path, errno, isBegun: true) }
  }

  private func write(_ octets: [UInt8]) throws(RecordingFailure) {
    let result = octets.withUnsafeBytes { write($0) }
    guard result == 0 else { throw .unwritable(path, result, isBegun: false) }
  }

  /// The kernel's number for what went wrong; 0 for nothing.
  private func write(_ octets: UnsafeRawBufferPointer) -> Int32 {
    var position = 0
    while position < octets.count {
      let count = Glibc.write(descriptor, octets.baseAddress.map { $0 + position }, octets.count - position)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count == 0 ? ENOSPC : errno }
      position += count
    }
    return 0
  }
}

/// Why a recording could not be written; one sentence with the remedy.
struct RecordingFailure: Error, Sendable, Equatable {
  let message: String

  static func exists(_ path: String) -> RecordingFailure {
    RecordingFailure(
      message: "\(path) is there already: a recording does not replace another; give it a name of its own.")
  }

  /// - Parameter isBegun: whether something is left in the partial file.
  static func unwritable(_ path: String, _ number: Int32, isBegun: Bool) -> RecordingFailure {
    let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
    let remedy =
      switch number {
      case ENOENT, ENOTDIR: "create its folder"
      case EACCES, EPERM, EROFS: "give the service's user the right to write in its folder"
      case ENOSPC, EDQUOT, EFBIG: "make room on the disk"
      case EMFILE, ENFILE: "raise the limit of open files (`ulimit -n`, `LimitNOFILE=` in the unit)"
      case EEXIST: "remove the partial file, or start again, which repairs it"
      default: "check the disk"
      }
    let rest = isBegun ? "; what was recorded until then is in \(path)\(RecordingFile.partialEnding)" : ""
    return RecordingFailure(message: "\(path) cannot be written (\(reason)): \(remedy)\(rest).")
  }
}
