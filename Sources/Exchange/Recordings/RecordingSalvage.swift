import CallStore
import Foundation
import Logging

/// Sees, before calls are taken, to recordings that the end of the service cut off.
struct RecordingSalvage {
  let store: CallStore
  let folder: RecordingFolder
  let logger: Logger

  func run() async throws(CallStoreError) {
    for recording in try await store.recordingsWithoutEnd()
    where !FileManager.default.fileExists(atPath: folder.path(of: recording.file)) {
      try await store.endCutOff(recording.name, duration: nil)
    }
  }
}
