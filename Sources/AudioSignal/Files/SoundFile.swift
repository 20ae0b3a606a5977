import CSndfile

/// An open file of libsndfile, which is closed when this goes away.
struct SoundFile: ~Copyable {
  private let handle: OpaquePointer
  private let path: String
  let channels: Int
  /// Samples a second.
  let rate: Int

  /// Opens a file for reading; `raw` is the subformat of a file without a header, one channel at 8 kHz.
  init(reading path: String, raw: Int32?) throws(AudioFileError) {
    var info = SF_INFO()
    if let raw {
      info.format = Int32(SF_FORMAT_RAW) | raw
      info.samplerate = 8000
      info.channels = 1
    }
    guard let handle = sf_open(path, Int32(SFM_READ), &info) else {
      throw SoundFile.openError(path)
    }
    self.handle = handle
    self.path = path
    channels = Int(info.channels)
    rate = Int(info.samplerate)
  }

  /// Opens a file for writing one channel of 16-bit samples with a WAV header.
  init(writingWAV path: String, rate: Int) throws(AudioFileError) {
    var info = SF_INFO()
    info.format = Int32(SF_FORMAT_WAV) | Int32(SF_FORMAT_PCM_16)
    info.samplerate = Int32(clamping: rate)
    info.channels = 1
    guard let handle = sf_open(path, Int32(SFM_WRITE), &info) else {
      throw SoundFile.writeError(path, cause: String(cString: sf_strerror(nil)))
    }
    self.handle = handle
    self.path = path
    channels = 1
    self.rate = rate
  }

  deinit { sf_close(handle) }

  /// The subformat of a file without a header, by its ending; `nil` for formats with a header.
  static func rawFormat(_ ending: String) -> Int32? {
    switch ending {
    case "ulaw": Int32(SF_FORMAT_ULAW)
    case "alaw": Int32(SF_FORMAT_ALAW)
    default: nil
    }
  }

  /// Everything in the file as one channel; an error when there are more than `limit` samples.
  func readMono(limit: Int) throws(AudioFileError) -> AudioFile {
    var samples: [Int16] = []
    let framesAtOnce = 4096
    var block = [Float](repeating: 0, count: framesAtOnce * channels)
    while true {
      let frames = Int(sf_readf_float(handle, &block, sf_count_t(framesAtOnce)))
      guard frames > 0 else { break }
      for frame in 0..<frames {
        var sum: Float = 0
        for channel in 0..<channels { sum += block[frame * channels + channel] }
        samples.append(AudioFile.sample(sum / Float(channels)))
      }
      guard samples.count <= limit else {
        throw AudioFileError(
          .tooLarge, path: path, "\(path) plays longer than \(limit / max(1, rate)) seconds; shorten it.")
      }
    }
    guard sf_error(handle) == SF_ERR_NO_ERROR else {
      throw SoundFile.corrupt(path, cause: String(cString: sf_strerror(handle)))
    }
    guard !samples.isEmpty else {
      throw AudioFileError(.empty, path: path, "\(path) has no sound in it; record it again.")
    }
    return AudioFile(samples: samples, rate: rate)
  }

  /// Appends samples.
  func write(_ samples: [Int16]) throws(AudioFileError) {
    let written = sf_write_short(handle, samples, sf_count_t(samples.count))
    sf_write_sync(handle)
    guard written == samples.count, sf_error(handle) == SF_ERR_NO_ERROR else {
      throw SoundFile.writeError(path, cause: String(cString: sf_strerror(handle)))
    }
  }

  private static func openError(_ path: String) -> AudioFileError {
    let cause = String(cString: sf_strerror(nil))
    switch Int(sf_error(nil)) {
    case Int(SF_ERR_SYSTEM):
      return AudioFileError(
        .unreadable, path: path, "\(path) cannot be read; check the disk and the file's rights.", cause: cause)
    case Int(SF_ERR_MALFORMED_FILE):
      return corrupt(path, cause: cause)
    default:
      return AudioFileError(
        .unknownFormat, path: path,
        "\(path) is not a sound file we know; convert it to WAV, FLAC, Ogg or MP3.", cause: cause)
    }
  }

  private static func corrupt(_ path: String, cause: String) -> AudioFileError {
    AudioFileError(
      .corrupt, path: path, "\(path) is damaged; record or convert it again.", cause: cause)
  }

  private static func writeError(_ path: String, cause: String) -> AudioFileError {
    AudioFileError(
      .unwritable, path: path, "\(path) cannot be written; check its folder, its rights and the room on the disk.",
      cause: cause)
  }
}

extension AudioFile {
  /// A sample from a number between -1 and 1; whatever is outside is clipped, and what is no number is silence.
  static func sample(_ value: Float) -> Int16 {
    guard value.isFinite else { return 0 }
    return Int16(min(max((value * 32768).rounded(), -32768), 32767))
  }

  /// Writes a WAV file with 16-bit samples, replacing what is there.
  package func writeWAV(_ path: String) throws(AudioFileError) {
    let file = try SoundFile(writingWAV: path, rate: rate)
    try file.write(samples)
  }
}
