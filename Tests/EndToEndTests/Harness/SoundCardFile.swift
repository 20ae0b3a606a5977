import AudioSignal
import Foundation

/// A sound card of ALSA's own, whose loudspeaker is a file.
struct SoundCardFile: Sendable {
  let folder: String

  /// Writes ALSA's configuration into the service's folder.
  init(in folder: ServiceFolder) throws {
    self.folder = folder.path
    // A `file` card removes its file and makes it anew, whatever it was, and writes what it hears there, too: never a
    // device, and one file for each direction.
    try folder.write(
      """
      pcm.loudspeaker { type file slave.pcm { type null } file "\(folder.path)/played.raw" format raw }
      pcm.room { type asym playback.pcm "loudspeaker" capture.pcm { type null } }
      pcm.talking { type asym playback.pcm "loudspeaker" capture.pcm {
        type file slave.pcm { type null } file "\(folder.path)/heard.raw" infile "\(folder.path)/said.raw" format raw } }

      """, to: "alsa.conf")
  }

  /// Its name, which `switchboard call` is told.
  let name = "room"
  /// The same with a microphone, which hears what was put there.
  let nameWithMicrophone = "talking"

  var environment: [String: String] { ["ALSA_CONFIG_PATH": folder + "/alsa.conf"] }

  /// What the microphone hears, at 16 kHz.
  func say(_ samples: [Int16]) throws {
    try samples.withUnsafeBytes { try Data($0).write(to: URL(filePath: folder + "/said.raw")) }
  }

  /// What was played.
  func played() throws -> HeardAudio {
    let octets = try Data(contentsOf: URL(filePath: folder + "/played.raw"))
    let samples = stride(from: 0, to: octets.count - 1, by: 2).map {
      Int16(bitPattern: UInt16(octets[$0]) | UInt16(octets[$0 + 1]) << 8)
    }
    try AudioFile(samples: samples, rate: 16_000).writeWAV(folder + "/played.wav")
    return try HeardAudio(folder + "/played.wav")
  }
}
