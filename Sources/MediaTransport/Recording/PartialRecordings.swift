internal import AudioSignal
internal import Glibc

/// A recording that was not finished when the service ended, and what became of it.
package struct RepairedRecording: Sendable, Hashable {
  package enum Outcome: Sendable, Hashable {
    /// It has its name and plays for so long: all but the last moments of what was recorded.
    case kept(Duration)
    /// Nothing had been recorded.
    case removed
    /// It is left as it was; a sentence with the reason and the remedy.
    case failed(String)
  }

  /// The path of the finished file.
  package var file: String
  package var outcome: Outcome

  package init(file: String, outcome: Outcome) {
    self.file = file
    self.outcome = outcome
  }
}

/// What a service that was ended by force has left of its recordings.
package enum PartialRecordings {
  /// Folders within folders that are looked into.
  private static let deepest = 8

  /// Finishes every `.part` file in a folder and the folders in it: its header gets the length that the file has, and it
  /// gets its name. To be called before anything is recorded there. A folder that is not there holds nothing.
  ///
  /// - Parameter folder: an absolute path.
  /// - Returns: what was found, in the order of the names.
  package static func repair(in folder: String) -> [RepairedRecording] {
    paths(in: folder, depth: 0).sorted().map { path in
      RepairedRecording(
        file: path, outcome: repair(path, partial: path + RecordingFile.partialEnding))
    }
  }

  /// The paths of unfinished recordings, without their ending.
  private static func paths(in folder: String, depth: Int) -> [String] {
    guard depth <= deepest, let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var found: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      guard name != ".", name != ".." else { continue }
      let path = "\(folder)/\(name)"
      var status = stat()
      guard lstat(path, &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: found += paths(in: path, depth: depth + 1)
      case S_IFREG where name.hasSuffix(RecordingFile.partialEnding):
        found.append(String(path.dropLast(RecordingFile.partialEnding.count)))
      default: break
      }
    }
    return found
  }

  private static func repair(_ path: String, partial: String) -> RepairedRecording.Outcome {
    let descriptor = open(partial, O_RDWR | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return failure(path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return failure(path, errno) }
    guard status.st_size > WAVHeader.octetCount else {
      return unlink(partial) == 0 ? .removed : failure(path, errno)
    }
    var octets = [UInt8](repeating: 0, count: WAVHeader.octetCount)
    guard pread(descriptor, &octets, octets.count, 0) == octets.count, var header = WAVHeader(octets) else {
      return .failed("\(partial) is no recording of ours: look at it, and move it elsewhere.")
    }
    let length = min(Int(status.st_size) - WAVHeader.octetCount, WAVHeader.longestData)
    header.dataLength = length / header.frameLength * header.frameLength
    guard header.dataLength > 0 else { return unlink(partial) == 0 ? .removed : failure(path, errno) }
    return finish(path, descriptor, header)
  }

  private static func finish(_ path: String, _ descriptor: Int32, _ header: WAVHeader) -> RepairedRecording.Outcome {
    guard access(path, F_OK) != 0 else { return .failed(RecordingFailure.exists(path).message) }
    let octets = header.octets
    guard ftruncate(descriptor, WAVHeader.octetCount + header.dataLength) == 0,
      pwrite(descriptor, octets, octets.count, 0) == octets.count, fsync(descriptor) == 0
    else { return failure(path, errno) }
    do {
      try RecordingFile.name(path)
    } catch {
      return .failed(error.message)
    }
    return .kept(header.duration)
  }

  private static func failure(_ path: String, _ number: Int32) -> RepairedRecording.Outcome {
    .failed(RecordingFailure.unwritable(path, number, isBegun: true).message)
  }
}
