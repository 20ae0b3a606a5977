import Foundation
import Glibc

/// Sound cards of ALSA's own: what is played to one lands in a file, what another hears comes out of one.
final class SoundCards: Sendable {
  private let folder: URL

  /// One for the whole process, which reads it once.
  private static let configuration: Bool = {
    let text = """
      pcm.to { @args [ FILE ] @args.FILE { type string }
        type file slave.pcm { type null } file $FILE format raw }
      pcm.from { @args [ FILE COPY ] @args.FILE { type string } @args.COPY { type string }
        type file slave.pcm { type null } file $COPY infile $FILE format raw }
      pcm.stereo { @args [ FILE ] @args.FILE { type string }
        type plug slave { pcm { type file slave.pcm { type null } file $FILE format raw } rate 48000 channels 2 } }

      """
    let file = NSTemporaryDirectory() + "/switchboard-alsa-\(getpid()).conf"
    guard (try? Data(text.utf8).write(to: URL(filePath: file))) != nil else { return false }
    return setenv("ALSA_CONFIG_PATH", file, 1) == 0
  }()

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "switchboard-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard Self.configuration else { throw CocoaError(.fileWriteUnknown) }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  var playing: String { "to:\(path("played.raw"))" }
  var stereoAt48: String { "stereo:\(path("played.raw"))" }

  /// A card whose microphone hears these samples.
  func saying(_ samples: [Int16]) throws -> String {
    try samples.withUnsafeBytes { try Data($0).write(to: folder.appending(path: "said.raw")) }
    // Such a card writes what it hears to a file, which it removes and makes anew: never a device.
    return "from:\(path("said.raw")),\(path("heard.raw"))"
  }

  /// What was played.
  func played() throws -> [Int16] {
    let octets = try Data(contentsOf: folder.appending(path: "played.raw"))
    return stride(from: 0, to: octets.count - 1, by: 2).map {
      Int16(bitPattern: UInt16(octets[$0]) | UInt16(octets[$0 + 1]) << 8)
    }
  }
}
