import CallStore
import Logging
import ServiceLifecycle
import Timekeeping

/// Deletes recordings whose time is over, and makes the folders of the days to come.
struct RecordingRetention: Service {
  private static let interval = Duration.seconds(3600)
  private static let day = Duration.seconds(86_400)

  let store: CallStore
  let folder: RecordingFolder
  let clocks: SystemClocks
  let logger: Logger

  func run() async throws {
    repeat {
      await keepHouse()
    } while (try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }) != nil
      && !Task.isShuttingDownGracefully
  }

  private func keepHouse() async {
    let now = clocks.reading.wall
    do {
      try folder.makeDay(of: now)
      try folder.makeDay(of: now + Self.day)
      var deleted = 0
      for recording in try await store.recordingsDue(at: now) {
        // The file first: what stands as deleted is deleted.
        try folder.remove(recording.file)
        try await store.noteDeleted(recording.name, at: now)
        deleted += 1
      }
      if deleted > 0 { logger.notice("recordings are deleted whose time was over", metadata: ["count": "\(deleted)"]) }
    } catch {
      logger.error("recordings cannot be seen to", metadata: ["reason": "\(error)"])
    }
  }
}
