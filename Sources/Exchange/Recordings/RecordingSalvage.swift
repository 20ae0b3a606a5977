import AudioSignal
import CallStore
import Foundation
import Logging
import MediaTransport

/// Sees, before calls are taken, to recordings that the sudden end of the service cut off: what there is of them is made
/// a file that plays, and stands with its call.
struct RecordingSalvage {
  let store: CallStore
  let folder: RecordingFolder
  let logger: Logger

  func run() async throws(CallStoreError) {
    var found = repaired()
    var kept = 0
    for recording in try await store.recordingsWithoutEnd() {
      let path = folder.path(of: recording.file)
      switch found.removeValue(forKey: path) {
      case .kept(let duration):
        try await store.endCutOff(recording.name, duration: duration)
        kept += 1
      case .failed(let reason): logger.error("a recording cannot be repaired", metadata: ["reason": "\(reason)"])
      // The file may have been finished, and only the record of it cut off.
      case .removed, nil: try await store.endCutOff(recording.name, duration: Self.duration(of: path))
      }
    }
    if kept > 0 { logger.notice("recordings that were cut off are kept", metadata: ["count": "\(kept)"]) }
    for (path, outcome) in found { forget(path, outcome) }
  }

  private func repaired() -> [String: RepairedRecording.Outcome] {
    Dictionary(
      PartialRecordings.repair(in: folder.path).map { ($0.file, $0.outcome) }, uniquingKeysWith: { first, _ in first })
  }

  /// Of a file that nothing in the record leads to, nobody would ever hear, and nobody would delete it when its time is
  /// over: it began in the moment in which the service ended.
  private func forget(_ path: String, _ outcome: RepairedRecording.Outcome) {
    switch outcome {
    case .kept:
      unlink(path)
      logger.notice("the beginning of a recording that is not in the record is deleted")
    case .removed: break
    case .failed(let reason): logger.error("a recording cannot be repaired", metadata: ["reason": "\(reason)"])
    }
  }

  /// How long a finished recording plays; nil when there is none.
  private static func duration(of path: String) -> Duration? {
    guard let file = FileHandle(forReadingAtPath: path),
      let octets = try? file.read(upToCount: WAVHeader.octetCount)
    else { return nil }
    return WAVHeader(Array(octets))?.duration
  }
}
