import CallStore
import ServiceLifecycle

/// Keeps the record, and where the phones are registered, until everything else has stopped; then writes what is left
/// and closes the store.
struct RecordService: Service {
  let store: CallStore
  let recording: CallRecordingService
  let registrations: RegistrationKeeper

  func run() async throws {
    await withGracefulShutdownHandler {
      await withDiscardingTaskGroup { group in
        group.addTask { await recording.run() }
        group.addTask { await registrations.run() }
      }
    } onGracefulShutdown: {
      recording.finish()
      registrations.finish()
    }
    try store.close()
  }
}
