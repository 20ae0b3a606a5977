import CSndfile
import Glibc

extension AudioFile {
  /// Reads a recording. Several channels become one by their mean; the rate stays the file's own.
  ///
  /// The ending says what it is: `.ulaw` and `.alaw` hold bare octets at 8 kHz, the others are recognised by content.
  package static func read(
    _ path: String, limits: Limits = .prompts
  ) throws(AudioFileError) -> AudioFile {
    let ending = ending(of: path)
    guard endings.contains(ending) else {
      throw AudioFileError(
        .unknownFormat, path: path,
        """
        \(path) has no ending that names a sound format; rename or convert it to one of \
        \(endings.joined(separator: ", ")).
        """)
    }
    try checkFile(path, limits)
    let file = try SoundFile(reading: path, raw: SoundFile.rawFormat(ending))
    try checkShape(file, path, limits)
    return try file.readMono(limit: Int(limits.duration / .seconds(1)) * file.rate)
  }

  private static func checkFile(_ path: String, _ limits: Limits) throws(AudioFileError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let reason = String(cString: strerror(errno))
      throw AudioFileError(
        .missing, path: path, "\(path) cannot be opened; check that it exists and may be read.", cause: reason)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw AudioFileError(.missing, path: path, "\(path) is not a plain file; put the recording itself there.")
    }
    guard access(path, R_OK) == 0 else {
      throw AudioFileError(
        .unreadable, path: path, "\(path) may not be read; give the service's user the right to read it.")
    }
    guard status.st_size > 0 else {
      throw AudioFileError(.empty, path: path, "\(path) has no octets in it; record it again.")
    }
    guard status.st_size <= limits.size else {
      throw AudioFileError(
        .tooLarge, path: path,
        "\(path) is \(status.st_size / 1_000_000) MB and at most \(limits.size / 1_000_000) MB are read; shorten it.")
    }
  }

  private static func checkShape(_ file: borrowing SoundFile, _ path: String, _ limits: Limits) throws(AudioFileError) {
    guard (1...limits.channels).contains(file.channels), limits.rates.contains(file.rate) else {
      throw AudioFileError(
        .unknownFormat, path: path,
        """
        \(path) has \(file.channels) channels at \(file.rate) Hz; at most \(limits.channels) channels at \
        \(limits.rates.lowerBound) to \(limits.rates.upperBound) Hz are read, so convert it.
        """)
    }
  }
}
