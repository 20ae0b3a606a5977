import CallStore
import ServiceLifecycle

/// Keeps the record until everything else has stopped, then writes what is left and closes it.
struct RecordService: Service {
  let store: CallStore
  let recording: CallRecordingService

  func run() async throws {
    await withGracefulShutdownHandler {
      await recording.run()
    } onGracefulShutdown: {
      recording.finish()
    }
    try store.close()
  }
}
